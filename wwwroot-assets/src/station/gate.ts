// What stands in place of the station while it may not be used: one sentence, what can be done about it, and perhaps digits to type.
import { find, make, put } from './page';

export interface Act { label: string; href?: string; then?(): void }

export interface Ask {
  /** The same one is not drawn again, so that what was typed stays. */
  key: string;
  title: string;
  text: string;
  acts: Act[];
  /** Asks for digits; answers with what is wrong with them, or null. */
  digits?(typed: string): Promise<string | null>;
}

const field = find<HTMLInputElement>('gate-digits');
const said = find('gate-said');
let shown: Ask | null = null;

find<HTMLFormElement>('gate-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void answer();
});

async function answer() {
  const asked = shown;
  const typed = field.value;
  field.value = '';
  if (!asked?.digits || typed === '') return;
  const wrong = await asked.digits(typed);
  if (shown?.key !== asked.key || wrong === null) return;
  tell(wrong);
  field.focus();
}

function tell(wrong: string) {
  said.hidden = wrong === '';
  put(said, wrong);
  field.setAttribute('aria-invalid', String(wrong !== ''));
}

function button({ label, href, then }: Act, at: number) {
  const one = href ? make('a', label) : make('button', label);
  one.className = at === 0 ? 'button primary' : 'button';
  if (one instanceof HTMLAnchorElement) one.href = href!;
  else {
    one.type = 'button';
    one.addEventListener('click', () => then?.());
  }
  return one;
}

/** Shows it in place of everything; null takes it away. */
export function gate(ask: Ask | null, under: 'starting' | 'paired' | 'pairing' = 'paired') {
  if (!ask) {
    if (shown) document.body.dataset.state = under;
    shown = null;
    return;
  }
  const again = shown?.key === ask.key;
  shown = ask;
  document.body.dataset.state = 'gate';
  put(find('gate-title'), ask.title);
  put(find('gate-text'), ask.text);
  if (again) return;
  field.value = '';
  tell('');
  find('gate-form').hidden = !ask.digits;
  find('gate-acts').replaceChildren(...ask.acts.map(button));
  if (ask.digits) field.focus();
  else find('gate-title').focus();
}

export const gated = () => shown !== null;
