// A shift at the door: from the moment the page is the station of a session until another page stands there.
import type { Access } from './access';
import type { Copy } from './copy';
import type { Door } from './door';
import { gate } from './gate';
import type { Kiosk } from './kiosk';
import type { Link } from './link';
import type { PinLock } from './lock';
import type { Outbox } from './outbox';
import type { Pairing } from './pairing';
import type { Results } from './results';
import * as store from './store';
import { isStation } from './tabs';
import { say } from './texts';

/** What a shift opens and closes, and what the page does for it. */
export interface Parts {
  link: Link;
  outbox: Outbox;
  results: Results;
  copy: Copy;
  lock: PinLock;
  door: Door;
  kiosk: Kiosk;
  pairing: Pairing;
  access: Access;
  /** Takes people off the screen. */
  hide: () => void;
  greet: () => void;
  draw: () => void;
  focus: () => void;
  /** Listens to keys and to the device; called once. */
  bind: () => void;
  /** One sentence over the result. */
  remark: (text: string) => void;
  /** When something was touched last, as performance.now(). */
  touched: () => number;
}

/** Opens and closes the station of a session. */
export class Shift {
  /** Whether the page is the station of a session; before that, and after it, another page stands there. */
  begun = false;

  constructor(private readonly parts: () => Parts) {}

  /** The station's page; the scans of before go on by themselves. */
  readonly begin = () => {
    const { link, door, kiosk, greet, draw, focus, touched } = this.parts();
    gate(null);
    this.begun = true;
    document.body.dataset.state = 'paired';
    door.last = null;
    void store.remove('ended');
    greet();
    kiosk.mark();
    draw();
    focus();
    // Only then it is known whether it is a kiosk; who was faster keeps what they have opened or typed, and their answer.
    const since = performance.now();
    void link.poll().then(() => kiosk.on && this.begun && touched() < since && kiosk.reset());
  };

  /** Copy, key and token go; scans that wait stay. */
  async signOff(revoked: boolean) {
    const { link, lock, outbox, pairing, access, hide } = this.parts();
    const session = link.session;
    this.begun = false;
    hide();
    await link.forget(!revoked);
    lock.open();
    if (session?.person && revoked) return access.showEnded(session.event.key);
    gate(null, 'pairing');
    pairing.show(revoked, outbox.entries.length);
  }

  /** A code in the address pairs by itself; one that is not taken leaves a station what it was. */
  async start() {
    const { link, outbox, results, copy, lock, pairing, access, bind, remark } = this.parts();
    if (!(await isStation(() => this.leave()))) return access.showElsewhere();
    await Promise.all([link.load(), outbox.load(), results.load(), copy.load(), lock.load()]);
    if (lock.has) lock.close();
    bind();
    link.listen();
    const code = location.hash.slice(1);
    const own = location.pathname.endsWith('/open') ? new URLSearchParams(location.search).get('event') : null;
    const search = new URLSearchParams(location.search);
    search.delete('event');
    if (code || own) history.replaceState(null, '', `/station${search.size > 0 ? `?${search}` : ''}`);
    if (own) return await access.openOwn(own);
    const ended = link.session ? undefined : await access.endedKey();
    if (ended && !code) return access.showEnded(ended);
    if (!link.session) pairing.show(false, outbox.entries.length);
    if (code && (await pairing.pair(code))) return;
    if (code && link.session) remark(say('StillPaired', link.session.name));
    if (link.session) this.begin();
  }

  /** Another page of this browser is the station from now on. */
  private async leave() {
    const { link, outbox, copy, access, hide } = this.parts();
    this.begun = false;
    hide();
    link.rest();
    await Promise.all([outbox.written(), copy.close()]);
    access.showElsewhere();
  }
}
