// Who may use the page: what stands in place of the station while it is locked, has ended, or is open elsewhere, and the beginning of a
// signed-in person's own.
import { type Ask, gate, gated } from './gate';
import type { Link } from './link';
import type { PinLock } from './lock';
import type { Outbox } from './outbox';
import type { Pairing } from './pairing';
import * as store from './store';
import { takeOver } from './tabs';
import { count, say } from './texts';

/** What waits is sent for so long before another session takes the device over. */
const drain = 6000;

export interface Place {
  link: Link;
  outbox: Outbox;
  lock: PinLock;
  pairing: Pairing;
  /** Takes everything of people from the screen. */
  hide(): void;
  begin(): void;
  unlocked(): void;
  freed(): void;
  settings(): void;
}

const address = (key: string) => `/station/open?event=${encodeURIComponent(key)}`;

export class Access {
  /** Digits are being asked for before a kiosk shows its settings. */
  private asking = false;
  /** While a person's own session is asked for, the end of the one before is no news. */
  opening = false;
  private over = false;

  constructor(private readonly place: Place) {}

  /** The session has ended; true where that is expected. */
  ended() {
    this.over = true;
    return this.opening;
  }

  /** True while something stands in place of the station. */
  guards() {
    const { link, lock, outbox } = this.place;
    if (link.session!.locked) {
      const waiting = outbox.waiting > 0 ? count('Waits', outbox.waiting) : '';
      this.stop({ key: 'locked', title: say('LockedTitle'), text: `${say('LockedText')} ${waiting}`.trim(), acts: [] });
    } else if (lock.on) {
      const digits = this.digits(() => {
        lock.open();
        this.place.unlocked();
      });
      this.stop({ key: 'pin', title: say('PinTitle'), text: say(lock.able ? 'PinText' : 'PinNeedsHttps'), acts: [], digits });
    } else if (gated() && !this.asking) {
      gate(null);
      this.place.freed();
    }
    return gated();
  }

  /** A kiosk's settings are for whoever knows the digits. */
  askForSettings() {
    this.asking = true;
    const done = () => {
      this.asking = false;
      gate(null);
    };
    gate({ key: 'settings', title: say('PinTitle'), text: say('PinSettings'), acts: [{ label: say('Cancel'), then: () => {
      done();
      this.place.freed();
    } }], digits: this.digits(() => {
      done();
      this.place.settings();
    }) });
  }

  /** Nobody types the digits: whoever asked has gone. */
  forgetSettings() {
    if (!this.asking) return;
    this.asking = false;
    gate(null);
  }

  /** A person's own session has ended; what waits goes up with the next one. */
  showEnded(key: string) {
    const { pairing, outbox } = this.place;
    void store.set('ended', key);
    const waiting = outbox.entries.length > 0 ? count('EndedWaits', outbox.entries.length) : '';
    gate({ key: 'ended', title: say('EndedTitle'), text: `${say('EndedText')} ${waiting}`.trim(), acts: [
      { label: say('SignIn'), href: address(key) },
      { label: say('PairDevice'), then: () => {
        void store.remove('ended');
        gate(null, 'pairing');
        pairing.show(false, outbox.entries.length);
      } },
    ] });
  }

  /** The key of the event whose session of a person has ended here. */
  endedKey = () => store.get<string>('ended');

  showElsewhere() {
    gate({ key: 'tab', title: say('TabTitle'), text: say('TabText'), acts: [{ label: say('TabTake'), then: () => void takeOver() }] });
  }

  /** A signed-in person's own station; a paired device is asked first whether it should become that. */
  async openOwn(key: string) {
    const { link, outbox, begin } = this.place;
    const session = link.session;
    if (session && !session.person && !(await this.mayReplace(session.name))) return begin();
    this.opening = true;
    this.over = false;
    // What the one before has scanned goes up as theirs, as long as their key is good.
    if (session) await outbox.drain(drain, () => !this.over);
    const outcome = await link.open(key);
    this.opening = false;
    if (outcome.kind === 'ok' || (outcome.kind === 'later' && link.session?.person && link.session.event.key === key)) return begin();
    if (outcome.kind === 'revoked') return this.showEnded(key);
    const text = outcome.kind === 'later' ? 'NoNetwork' : outcome.kind === 'forbidden' ? 'OwnForbidden' : 'OwnRefused';
    const acts = [{ label: say('Again'), href: address(key) }, { label: say('Portal'), href: '/' }];
    gate({ key: text, title: say('AppTitle'), text: say(text), acts });
  }

  private mayReplace(name: string) {
    return new Promise<boolean>((resolve) => {
      const then = (own: boolean) => () => {
        gate(null, 'starting');
        resolve(own);
      };
      const acts = [{ label: say('OwnStay', name), then: then(false) }, { label: say('OwnTake'), then: then(true) }];
      gate({ key: 'own', title: say('OwnTitle', name), text: say('OwnText', name), acts });
    });
  }

  private stop(ask: Ask) {
    this.asking = false;
    if (!gated()) this.place.hide();
    gate(ask);
  }

  private digits(then: () => void) {
    return async (typed: string) => {
      const wrong = await this.place.lock.check(typed);
      if (wrong === null) then();
      return wrong;
    };
  }
}
