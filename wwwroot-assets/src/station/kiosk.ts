// A station without anybody beside it: people check themselves in. It shows a name only to whoever knows two facts of it, tells nobody why
// somebody else was refused, and forgets each person after some seconds.
import type { Copy } from './copy';
import type { Link } from './link';
import { find, put } from './page';
import type { Person } from './rules';
import * as screen from './screen';
import { own, say, speak } from './texts';
import type { Result } from './types';

/** A result stands so long. */
const stands = 8000;
/** Without a touch for so long all is as at the start, in the page's own language. */
const idle = 30_000;
/** The settings open when their sign is held for so long. */
const held = 1200;
/** Fewer characters of a badge would be guessed. */
const shortest = 3;
const tries = 5;
const pause = 30_000;

export interface Parts {
  link: Link;
  copy: Copy;
  scan(person: Person): void;
  settings(): void;
  /** <c>idle</c>: nobody has touched it for long. */
  back(idle: boolean): void;
  filming(): boolean;
  muted(): boolean;
}

/** "Muster, Mia" is "Mia M." here. */
export function short(name: string) {
  const [last, first] = name.split(', ');
  return first ? `${first} ${last.slice(0, 1)}.` : `${last.slice(0, 1)}.`;
}

export class Kiosk {
  private readonly form = find<HTMLFormElement>('kiosk-find');
  private readonly last = find<HTMLInputElement>('kiosk-last');
  private readonly end = find<HTMLInputElement>('kiosk-end');
  private readonly said = find('kiosk-said');
  private person: Person | null = null;
  private clear: number | undefined;
  private hold: number | undefined;
  private touched = performance.now();
  private wrong = { count: 0, until: 0 };
  private lastId: number | null = null;

  constructor(private readonly parts: Parts) {
    const more = find('open-more');
    for (const kind of ['pointerdown', 'keydown'] as const) {
      more.addEventListener(kind, (event) => {
        if (!this.on || (event instanceof KeyboardEvent && (event.repeat || !['Enter', ' '].includes(event.key)))) return;
        clearTimeout(this.hold);
        this.hold = window.setTimeout(() => parts.settings(), held);
      });
    }
    for (const kind of ['pointerup', 'pointerleave', 'keyup', 'blur']) more.addEventListener(kind, () => clearTimeout(this.hold));
    more.addEventListener('contextmenu', (event) => this.on && event.preventDefault());
    for (const one of document.querySelectorAll<HTMLButtonElement>('[data-speak]')) {
      one.addEventListener('click', () => this.speak(one.dataset.speak!));
    }
    find('kiosk-open').addEventListener('click', () => {
      this.reset();
      this.look(true);
    });
    find('kiosk-cancel').addEventListener('click', () => this.reset());
    find('kiosk-no').addEventListener('click', () => this.reset());
    find('kiosk-yes').addEventListener('click', () => this.confirm());
    find('kiosk-print').addEventListener('click', () => void this.print());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.find();
    });
    for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (this.touched = performance.now()));
    setInterval(() => this.on && performance.now() - this.touched > idle && this.rest(), 1000);
  }

  get on() {
    return !!this.parts.link.session?.kiosk;
  }

  /** What a person may see of a result: their own first name, and otherwise whom to ask. */
  show(result: Result, sound: boolean) {
    this.touched = performance.now();
    this.close();
    const shown = this.shown(result);
    screen.show(shown, sound, this.parts.muted());
    if (result.kind === 'wait') return;
    find('kiosk-print').hidden = !(shown.kind === 'admitted' && this.parts.link.session?.prints && this.lastId !== null);
    this.count(true);
    clearTimeout(this.clear);
    this.clear = window.setTimeout(() => this.reset(), stands);
  }

  private shown({ kind, title, name }: Result): screen.Shown {
    if (kind === 'wait' || kind === 'none') return { kind, title };
    if (kind !== 'admitted' && kind !== 'device') return { kind: 'desk', title: say('KioskDesk'), detail: say('KioskDeskText') };
    return {
      kind: 'admitted',
      title,
      name: name && short(name),
      detail: document.body.dataset.action === 'check_in' ? say('KioskDone') : undefined,
    };
  }

  /** Whom the result is about, for their badge. */
  about(id: number | null) {
    this.lastId = id;
  }

  /** What whoever comes next is to do. */
  greet() {
    screen.showNothing(this.parts.filming() ? 'KioskReady' : 'KioskReadyTyped');
  }

  /** As at the start. */
  reset(idle = false) {
    clearTimeout(this.clear);
    this.count(false);
    this.close();
    this.lastId = null;
    find('kiosk-print').hidden = true;
    this.parts.back(idle);
    this.greet();
  }

  private rest() {
    this.touched = performance.now();
    speak(own);
    this.mark();
    this.reset(true);
  }

  private speak(language: string) {
    speak(language);
    this.mark();
    this.reset();
  }

  /** Which language is spoken. */
  mark() {
    for (const one of document.querySelectorAll<HTMLElement>('[data-speak]')) {
      one.setAttribute('aria-pressed', String(one.dataset.speak === document.documentElement.lang));
    }
  }

  private count(runs: boolean) {
    const bar = find('kiosk-timer');
    bar.hidden = true;
    if (!runs) return;
    void bar.offsetWidth; // begins anew
    bar.hidden = false;
  }

  private look(open: boolean) {
    this.person = null;
    this.form.hidden = !open;
    find('kiosk-confirm').hidden = true;
    document.body.classList.toggle('looking', open);
    this.form.reset();
    this.tell('');
    if (open) this.last.focus();
  }

  private close() {
    this.look(false);
  }

  /** Two facts that fit exactly one person; whatever else comes of them sounds alike. */
  private find() {
    const [name, end] = [this.last.value.trim(), this.end.value.trim()];
    if (!name || end.replace(/[^\p{L}\p{N}]/gu, '').length < shortest) return this.tell(say('KioskBoth'));
    const now = Date.now();
    if (now < this.wrong.until) return this.tell(say('KioskNotFound'));
    const found = this.parts.copy.facing(name, end);
    if (found.length !== 1) {
      const count = this.wrong.count + 1;
      this.wrong = count < tries ? { count, until: 0 } : { count: 0, until: now + pause };
      return this.tell(say('KioskNotFound'));
    }
    this.wrong = { count: 0, until: 0 };
    this.person = found[0];
    this.form.hidden = true;
    find('kiosk-confirm').hidden = false;
    put(find('kiosk-who'), say('KioskIsItYou', short(found[0].name)));
    find('kiosk-yes').focus();
  }

  private confirm() {
    const person = this.person;
    this.close();
    if (person) this.parts.scan(person);
  }

  private tell(text: string) {
    this.said.hidden = text === '';
    put(this.said, text);
  }

  /** The badge as the portal draws it, in a frame of its own that the browser prints. */
  private async print() {
    const [id, token] = [this.lastId, this.parts.link.session?.token];
    if (id === null || !token) return;
    find('kiosk-print').hidden = true;
    const headers = { 'X-Station': '1', Authorization: `Bearer ${token}` };
    const asked = fetch(`/station/api/badge?participant=${id}`, { headers, cache: 'no-store', credentials: 'omit' });
    const answer = await asked.catch(() => null);
    if (!answer?.ok) return this.show({ kind: 'refused', title: '' }, false);
    const address = URL.createObjectURL(await answer.blob());
    const frame = document.createElement('iframe');
    frame.className = 'visually-hidden';
    frame.title = say('KioskPrint');
    frame.onload = () => frame.contentWindow?.print();
    frame.src = address;
    document.body.append(frame);
    setTimeout(() => {
      frame.remove();
      URL.revokeObjectURL(address);
    }, 60_000);
  }
}
