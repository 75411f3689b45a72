// The digits that unlock the device: asked for without a network too. They keep passers-by from the screen.
import type { Link } from './link';
import * as store from './store';
import { say, span } from './texts';

/** Without a touch for so long the device locks itself. */
const idle = 120_000;
const most = 5;
const firstPause = 30_000;
const longestPause = 3_600_000;

/** Wrong ones since the last right one, and until when none are taken; kept, so that a reload does not help. */
interface Tried { wrong: number; until: number }

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Whether the digits are those that the portal keeps as rounds, salt and hash of PBKDF2 with SHA-256. */
async function isRight(kept: string, typed: string) {
  const [rounds, salt, hash] = kept.split('.');
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(typed), 'PBKDF2', false, ['deriveBits']);
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: Number(rounds) };
  const found = new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
  return found.every((byte, at) => byte === bytes(hash)[at]);
}

export class PinLock {
  private closed = false;
  private tried: Tried = { wrong: 0, until: 0 };

  constructor(private readonly link: Link) {}

  /** A page without encryption cannot look at digits: it stays shut, and says why. */
  readonly able = !!globalThis.crypto?.subtle;

  get has() {
    return !!this.link.session?.pin;
  }

  /** A kiosk is for everybody; there the digits lead to the settings only. */
  get locks() {
    return this.has && !this.link.session?.kiosk;
  }

  get on() {
    return this.closed && this.locks;
  }

  async load() {
    this.tried = (await store.get<Tried>('pin-tries')) ?? this.tried;
  }

  close() {
    this.closed = true;
  }

  open() {
    this.closed = false;
  }

  /** Locks where nobody has touched the device; true when it has just done so. */
  look(touched: number) {
    if (this.closed || !this.locks || performance.now() - touched < idle) return false;
    this.closed = true;
    return true;
  }

  /** What is wrong with the digits; null when they were right. */
  async check(typed: string): Promise<string | null> {
    const kept = this.link.session?.pin;
    if (!kept) return null;
    if (!this.able) return say('PinNeedsHttps');
    const left = this.tried.until - Date.now();
    // A clock that was set back must not shut the device for days.
    if (left > 0 && left <= longestPause) return say('PinPause', span(left));
    if (await isRight(kept, typed)) {
      await this.note({ wrong: 0, until: 0 });
      return null;
    }
    const wrong = this.tried.wrong + 1;
    const pause = wrong < most ? 0 : Math.min(longestPause, firstPause * 2 ** (wrong - most));
    await this.note({ wrong, until: pause === 0 ? 0 : Date.now() + pause });
    return pause === 0 ? say('PinWrong') : say('PinPause', span(pause));
  }

  private note(tried: Tried) {
    this.tried = tried;
    return store.set('pin-tries', tried);
  }
}
