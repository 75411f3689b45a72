// A rule is set aside: by the person who is signed in, or by a supervisor who comes to the door with digits of their own. The digits are
// sent once and kept nowhere, so this needs the network.
import { joined } from '../isolate';
import type { Door, Fields } from './door';
import type { Link } from './link';
import { find, put } from './page';
import { say } from './texts';

const words: Record<string, string> = { wrong_pin: 'PinWrong', pin_locked: 'PinLocked', required: 'ReasonMissing' };

export class Override {
  private readonly dialog = find<HTMLDialogElement>('override');
  private readonly form = find<HTMLFormElement>('override-form');
  private readonly who = find<HTMLSelectElement>('override-who');
  private readonly pin = find<HTMLInputElement>('override-pin');
  private readonly reason = find<HTMLInputElement>('override-reason');
  private readonly send = find<HTMLButtonElement>('override-send');

  constructor(private readonly link: Link, private readonly door: Door, closed: () => void) {
    find('override-open').addEventListener('click', () => this.show());
    for (const id of ['override-close', 'override-no']) find(id).addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', () => {
      this.pin.value = '';
      closed();
    });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.admit();
    });
  }

  get open() {
    return this.dialog.open;
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** Whether somebody may, and there is a refusal that can be set aside. */
  draw() {
    const session = this.link.session;
    const own = !!session?.person?.mayOverride;
    const able = !session?.kiosk && (own || (session?.supervisors?.length ?? 0) > 0);
    find('override-row').hidden = !able || !this.door.overridable;
    put(find('override-open').lastElementChild!, say(own ? 'AdmitAnyway' : 'Supervisor'));
  }

  private show() {
    const session = this.link.session!;
    const own = !!session.person?.mayOverride;
    find('override-supervisor').hidden = own;
    put(find('override-whom'), joined(this.door.last?.result.title, this.door.last?.result.name));
    const before = this.who.value;
    const names = (session.supervisors ?? []).map((one) => new Option(one.name, String(one.id)));
    this.who.replaceChildren(new Option(say('SupervisorChoose'), ''), ...names);
    this.who.value = before;
    if (this.who.selectedIndex < 0) this.who.value = '';
    this.reason.value = '';
    this.door.beginOverride();
    this.wrong(null, this.link.online ? '' : say('OverrideNeedsNetwork'));
    this.dialog.showModal();
    (own ? this.reason : this.who.value ? this.pin : this.who).focus();
  }

  private async admit() {
    const own = !!this.link.session?.person?.mayOverride;
    if (!own && !this.who.value) return this.wrong(this.who, say('SupervisorMissing'));
    if (!own && !this.pin.value) return this.wrong(this.pin, say('PinMissing'));
    if (!this.reason.value.trim()) return this.wrong(this.reason, say('ReasonMissing'));
    const fields: Fields = { reason: this.reason.value.trim() };
    if (!own) Object.assign(fields, { supervisor: Number(this.who.value), pin: this.pin.value });
    this.send.disabled = true;
    const outcome = await this.door.override(fields);
    this.send.disabled = false;
    if (outcome.kind === 'ok') return this.close();
    this.pin.value = '';
    if (outcome.kind === 'later') return this.wrong(null, say('OverrideNeedsNetwork'));
    if (outcome.kind === 'never') {
      const about = outcome.code === 'required' ? this.reason : own ? null : this.pin;
      return this.wrong(about, say(words[outcome.code] ?? 'OverrideRefused'));
    }
    this.wrong(null, say(outcome.kind === 'forbidden' ? 'ForbiddenNotice' : 'OverrideRefused'));
  }

  /** Says what is wrong, beside the field that it is about; what was typed stays, but for the digits. */
  private wrong(about: HTMLElement | null, text: string) {
    for (const one of [this.who, this.pin, this.reason]) {
      one.setAttribute('aria-invalid', String(one === about));
      const said = find(`${one.id}-said`);
      said.hidden = one !== about;
      put(said, one === about ? text : '');
    }
    const said = find('override-said');
    said.hidden = about !== null || text === '';
    put(said, about ? '' : text);
    about?.focus();
  }
}
