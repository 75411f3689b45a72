// The page of a device that is no station yet: one field, one button, and where the code is to be had.
import type { Link } from './link';
import { find, put } from './page';
import { count, say, span } from './texts';

export class Pairing {
  private readonly field = find<HTMLInputElement>('code');
  private readonly said = find('pair-said');
  private readonly button = find<HTMLButtonElement>('pair');

  constructor(private readonly link: Link, private readonly paired: () => void) {
    find<HTMLFormElement>('pair-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.pair(this.field.value);
    });
  }

  /** <c>waiting</c> scans are kept until the device is paired with their event again. */
  show(revoked: boolean, waiting: number) {
    document.body.dataset.state = 'pairing';
    document.title = say('AppTitle');
    document.body.classList.remove('kiosk', 'filming');
    this.say([revoked ? say('SignedOff') : '', waiting > 0 ? count('KeptScans', waiting) : ''].filter(Boolean).join(' '), false);
    this.field.focus();
  }

  /** True when the code was taken. */
  async pair(code: string) {
    this.field.value = code;
    if (!code.trim()) {
      this.say(say('CodeMissing'), true);
      return false;
    }
    this.button.disabled = true;
    const outcome = await this.link.pair(code);
    this.button.disabled = false;
    if (outcome.kind === 'ok') {
      this.field.value = '';
      this.paired();
      return true;
    }
    if (outcome.kind === 'later' && outcome.reached) this.say(say('TooOften', span(outcome.after)), true);
    else this.say(say(outcome.kind === 'later' ? 'NoNetwork' : 'WrongCode'), true);
    this.field.focus();
    return false;
  }

  private say(text: string, bad: boolean) {
    this.said.hidden = text === '';
    this.said.classList.toggle('bad', bad);
    this.field.setAttribute('aria-invalid', String(bad));
    put(this.said, text);
  }
}
