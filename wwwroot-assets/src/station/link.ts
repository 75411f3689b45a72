// The station's tie to the server: its token, its clock, its state every 15 seconds, and whether there is a network.
import { call, type Outcome } from './api';
import type { Change, Copy } from './copy';
import * as store from './store';
import { battery } from './device';
import { speakIn } from './texts';
import type { Opened, Paired, Session, StationState } from './types';

/** How often the state and the copy are asked for. */
const beat = 15_000;

/** After this the copy is asked for although nothing seems to have changed: a change may be seen after one with a higher number. */
const copyLasts = 60_000;

/** Before old scans go up the clocks are compared, unless that was done within this time. */
const clockLasts = 60_000;

export interface Ears {
  changed(): void;
  revoked(): void;
  /** The server answered; this is the build that it runs. */
  reached(build: string): void;
  waiting(): number;
}

export class Link {
  session: Session | null = null;
  online = navigator.onLine;
  trouble: 'removed' | 'forbidden' | null = null;
  /** A scan was forbidden: that the state may be read says nothing about it. */
  private scansForbidden = false;
  private timer: number | undefined;
  private polling: Promise<boolean> | undefined;
  private compared = -Infinity;
  private refreshed = -Infinity;

  constructor(private readonly copy: Copy, private readonly ears: Ears) {}

  now = () => Date.now() - (this.session?.offset ?? 0);

  async load() {
    this.session = (await store.get<Session>('session')) ?? null;
    if (this.session) speakIn(this.session.event.zone);
  }

  async pair(code: string): Promise<Outcome<Paired>> {
    const outcome = await call<Paired>(null, 'pair', { code: code.replace(/[\s-]/g, '').toUpperCase() });
    if (outcome.kind === 'ok') await this.take(outcome.body);
    return outcome;
  }

  /** Asks for a station of the signed-in person's own; the device keeps the one it has where that is the same. */
  async open(key: string): Promise<Outcome<Opened>> {
    const outcome = await call<Opened>(this.session?.token ?? null, 'open', { event: key }, true);
    if (outcome.kind === 'ok' && !outcome.body.kept) await this.take(outcome.body);
    return outcome;
  }

  private async take(paired: Paired & { person?: Session['person'] }) {
    await this.copy.wipe();
    this.session = { ...paired, inside: 0, offset: this.session?.offset ?? 0 };
    this.trouble = null;
    this.scansForbidden = false;
    speakIn(this.session.event.zone);
    await store.set('session', this.session);
  }

  /** Another page of this browser is the station from now on: nothing is asked for here, and all that is kept stays. */
  rest() {
    clearTimeout(this.timer);
    this.session = null;
  }

  /** Copy, key and token go; scans that wait stay on the device. The portal is told, where there is a network. */
  async forget(tell: boolean) {
    if (tell && this.session) void call(this.session.token, 'sign-off', {});
    clearTimeout(this.timer);
    this.session = null;
    this.trouble = null;
    await store.remove('session');
    await this.copy.wipe();
  }

  /** Takes from an answer what it says about the network and the pairing. */
  heard(outcome: Outcome<unknown>, scan = true) {
    if (outcome.kind === 'revoked') return this.ears.revoked();
    if (outcome.kind === 'locked' && this.session) this.session.locked = true;
    this.online = outcome.kind !== 'later';
    if (scan && this.online) this.scansForbidden = outcome.kind === 'forbidden';
    if (outcome.kind === 'removed' || outcome.kind === 'forbidden') this.trouble = outcome.kind;
    else if (this.online) this.trouble = this.scansForbidden ? 'forbidden' : null;
    this.ears.changed();
  }

  slow() {
    this.online = false;
    this.ears.changed();
  }

  insideIs(inside: number) {
    if (!this.session) return;
    // Whoever comes in anywhere takes of the room that is shared out, until the state says anew.
    if (this.session.share) this.session.share = Math.max(0, this.session.share - Math.max(0, inside - this.session.inside));
    this.session.inside = inside;
  }

  ready = async () => performance.now() - this.compared < clockLasts || (await this.poll());

  listen() {
    addEventListener('online', () => void this.poll());
    addEventListener('offline', () => this.slow());
  }

  /** Asks for the state, then for what changed in the copy; true when the server answered. */
  poll() {
    return (this.polling ??= this.look().finally(() => {
      this.polling = undefined;
      clearTimeout(this.timer);
      if (this.session) this.timer = window.setTimeout(() => void this.poll(), beat);
    }));
  }

  private async look() {
    const session = this.session;
    if (!session) return false;
    await this.forgetAfter(session);
    const before = Date.now();
    const running = encodeURIComponent(document.body.dataset.build!);
    const query = `waiting=${this.ears.waiting()}&offset=${Math.round(session.offset)}&build=${running}${battery()}`;
    const outcome = await call<StationState>(session.token, `state?${query}`);
    if (this.session !== session) return false;
    this.heard(outcome, false);
    if (outcome.kind !== 'ok') return false;
    const { station, event, inside, share, cursor, now, build, person, supervisors } = outcome.body;
    this.compared = performance.now();
    const { name, direction, kiosk, pin, locked, prints } = station;
    const offset = (before + Date.now()) / 2 - now;
    const told = { name, direction, kiosk, pin, locked, prints: prints ?? false, person, supervisors };
    Object.assign(session, told, { event, inside, share, offset });
    speakIn(event.zone);
    await store.set('session', session);
    this.ears.changed();
    this.ears.reached(build);
    if (await this.forgetAfter(session)) return true;
    if (cursor !== this.copy.cursor || performance.now() - this.refreshed > copyLasts) await this.refresh(session);
    return true;
  }

  /** A day after the event nothing of its people stays on the device; scans that wait do, without a name. */
  private async forgetAfter({ event }: Session) {
    const over = event.until !== undefined && this.now() > event.until;
    if (over && this.copy.ready) await this.copy.wipe();
    return over;
  }

  private async refresh(session: Session) {
    const since = this.copy.cursor === null ? '' : `?since=${encodeURIComponent(this.copy.cursor)}`;
    const outcome = await call<Change>(session.token, `copy${since}`);
    if (this.session !== session) return;
    if (outcome.kind === 'revoked') this.heard(outcome, false);
    if (outcome.kind !== 'ok') return;
    this.refreshed = performance.now();
    this.copy.apply(outcome.body);
    await this.copy.save();
    this.ears.changed();
  }
}
