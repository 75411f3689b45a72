// What was typed into a form outlives the page: where the server was restarted or a session has ended, the page is loaded anew, and
// whoever comes back to it in this tab is offered what they had typed. It lies in this tab alone, for half an hour, and nobody else who
// signs in here gets it. Choices from lists are not typed and not kept, and neither are passwords and files.
const place = 'portal:typed';
const longest = 30 * 60_000;
const patience = 2000;

interface Field {
  id: string;
  label: string;
  value: string;
  checked: boolean | null;
}

interface Kept {
  path: string;
  person: string;
  at: number;
  fields: Field[];
}

type Input = HTMLInputElement | HTMLTextAreaElement;

const fields = new Map<string, Field>();
let path = location.pathname;
let quiet = false;

const person = () => document.documentElement.dataset['person'] ?? '';
const banner = () => document.getElementById('typed');
const part = <T extends HTMLElement>(name: string) => banner()!.querySelector<T>(`[data-part=${name}]`)!;
const input = (id: string) => document.getElementById(id) as Input | null;
const state = (element: Input) => (element.type === 'checkbox' ? (element as HTMLInputElement).checked : null);

export function bindTyped() {
  document.addEventListener('input', note, true);
  document.addEventListener('change', note, true);
  addEventListener('pagehide', keep);
  // Registered before Blazor's own question: a page that goes by itself and keeps what was typed need not ask.
  addEventListener('beforeunload', (event) => quiet && event.stopImmediatePropagation(), true);
  const kept = recall();
  if (kept) offer(kept);
}

/** The page is loaded anew by itself: nobody is asked, because nothing is lost. */
export function leaveQuietly() {
  quiet = true;
}

function note(event: Event) {
  const element = event.target as Input;
  if (!element.id || !element.matches('main form input, main form textarea') || ['password', 'file'].includes(element.type)) return;
  if (path !== location.pathname) {
    fields.clear();
    path = location.pathname;
  }
  const label = element.labels?.[0]?.textContent?.trim() || element.getAttribute('aria-label') || '';
  fields.set(element.id, { id: element.id, label, value: element.value, checked: state(element) });
}

/** Not what was saved: the portal marks pages that hold something unsaved, and one that goes by itself keeps all. */
function keep() {
  const unsaved = quiet || document.getElementById('unsaved');
  if (!unsaved || !person() || fields.size === 0 || path !== location.pathname) return;
  store({ path, person: person(), at: Date.now(), fields: [...fields.values()] });
}

/** What was kept for this page and person; anything else is forgotten, unless somebody is just signing in again. */
function recall(): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? 'null') as Kept | null;
    if (!kept || (!person() && location.pathname.startsWith('/account/sign-in'))) return null;
    if (kept.path === location.pathname && kept.person === person() && Date.now() - kept.at < longest) return kept;
  } catch {
    // Storage may be switched off, or hold something else.
  }
  store(null);
  return null;
}

function store(kept: Kept | null) {
  try {
    if (kept) sessionStorage.setItem(place, JSON.stringify(kept));
    else sessionStorage.removeItem(place);
  } catch {
    // Then it is lost, as it would be without.
  }
}

const differs = (field: Field) => {
  const element = input(field.id);
  return !element || element.value !== field.value || state(element) !== field.checked;
};

/** Waits until the form is there: some open only when a button is pressed. */
function offer(kept: Kept) {
  const watch = new MutationObserver(() => {
    if (location.pathname !== kept.path) return end();
    if (!kept.fields.some((field) => input(field.id))) return;
    watch.disconnect();
    if (kept.fields.some(differs)) show(kept, end);
    else end();
  });
  const end = () => {
    watch.disconnect();
    store(null);
    const shown = banner();
    if (shown) shown.hidden = true;
  };
  watch.observe(document.body, { childList: true, subtree: true });
}

function show(kept: Kept, end: () => void) {
  part('put').onclick = async () => {
    const missing = [];
    for (const field of kept.fields) if (!(await put(field))) missing.push(field);
    if (missing.length === 0) return end();
    store(null);
    part('put').hidden = true;
    part('rest').hidden = false;
    part('list').replaceChildren(...missing.map((field) => {
      const item = document.createElement('li');
      item.textContent = `${field.label}: ${field.value}`;
      return item;
    }));
  };
  part('drop').onclick = end;
  banner()!.hidden = false;
}

/** Puts a value into its field as if it had been typed; false where there is no such field. */
async function put(field: Field) {
  const element = input(field.id) ?? (await more(field.id));
  if (!element || element.disabled) return false;
  if (field.checked !== null) {
    if (state(element) !== field.checked) element.click();
    return true;
  }
  const type = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(type.prototype, 'value')!.set!.call(element, field.value);
  for (const name of ['input', 'change']) element.dispatchEvent(new Event(name, { bubbles: true }));
  return true;
}

/** Asks for one more row of fields where the form has a button for it. */
async function more(id: string) {
  const add = [...document.querySelectorAll<HTMLElement>('[data-more]')].find((button) => id.startsWith(button.dataset['more']!));
  add?.click();
  for (const until = performance.now() + patience; add && !input(id) && performance.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, 50));
  return input(id);
}
