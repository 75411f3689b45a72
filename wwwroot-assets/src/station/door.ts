// The path of a scan: written down, asked, decided here where no answer comes in time, shown, and corrected aloud where the server differs.
import { call, type Outcome } from './api';
import { codeRefusal, numberIn, signed, verdict } from './code';
import { badgeKey, type Copy } from './copy';
import { badgeNo, Explain } from './explain';
import type { Link } from './link';
import type { Outbox } from './outbox';
import { Results } from './results';
import { decide, type Person } from './rules';
import { refusal, say } from './texts';
import type { Action, Answer, Entry, Result } from './types';

/** Without an answer after this the device decides. */
const patience = 1500;

/** The same badge within this time was scanned twice by accident. */
const twice = 3000;

/** For so long the server lets a station take its own scan back. */
const undoable = 120_000;

/** What a supervisor may set aside; the portal asks again. */
const overridable = ['not_confirmed', 'outside_window', 'window_limit_reached', 'event_full'];

/** What an override is asked with; the digits are kept nowhere. */
export interface Fields { reason: string; supervisor?: number; pin?: string }

interface Target {
  badge: string | null;
  participantId: number | null;
}

interface Last {
  id: string;
  code: string;
  action: Action;
  at: number;
  result: Result;
  /** What the server knows it by, once it has answered. */
  stay?: { id: number; at: number; person: number };
  admitted: boolean;
  /** What was asked, to be asked once more with a reason. */
  entry: Entry;
  refused?: string | null;
  /** A supervisor did it: it is not this station's to take back. */
  others?: boolean;
}

export interface View {
  show(result: Result, sound: boolean): void;
  changed(): void;
}

/** Also on a page without encryption, which has no ready-made one. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
}

export class Door {
  last: Last | null = null;
  private recent: Last[] = [];
  private turn: Promise<void> = Promise.resolve();
  /** The id of an override, the same until it is answered: asked twice it happens once. */
  private overrideId = '';
  private readonly explain: Explain;

  constructor(
    private readonly link: Link, private readonly copy: Copy, private readonly outbox: Outbox,
    readonly results: Results, private readonly view: View, private readonly named: () => string | null,
  ) {
    this.explain = new Explain(copy, link.now);
  }

  /** The server's last word and what the device decided since. */
  get inside() {
    return (this.link.session?.inside ?? 0) + this.moved;
  }

  /** By how much the device's own decisions have moved it, as far as the server has not answered. */
  private get moved() {
    return this.outbox.own.reduce((sum, entry) => sum + entry.delta, 0);
  }

  /** What the rules are told: of the room that is left the device uses up no more than its share, since other doors let people in, too. */
  private get counted() {
    const [limit, share] = [this.copy.rules?.limit, this.link.session?.share];
    return limit == null || share == null ? this.inside : Math.max(this.inside, limit - share + this.moved);
  }

  async scan(target: Target, action: Action, quantity: number) {
    const person = this.copy.find(target);
    // A signed code is told by itself: a forged one with the number of somebody who was just here is not a second scan of theirs.
    const code = person && !signed(target.badge ?? '') ? `#${person.id}` : badgeKey(target.badge ?? '');
    const now = Date.now();
    const event = this.link.session?.event;
    if (!event) return;
    this.recent = this.recent.filter((one) => now - one.at < twice);
    const same = this.recent.find((one) => one.code === code && one.action === action);
    if (same) {
      this.last = same;
      return this.view.show(same.result, true);
    }
    const written = this.outbox.add({
      id: uuid(), ...target, event: event.id, action, quantity, door: this.named(),
      at: this.link.now(), decided: null, decidedCode: null, noted: false, delta: 0,
    });
    const entry = this.outbox.entries.at(-1)!;
    const name = person?.name ?? (target.badge === null ? undefined : numberIn(target.badge));
    const result: Result = { kind: 'wait', title: '…', name };
    this.last = { id: entry.id, code, action, at: now, result, admitted: false, entry };
    this.recent.push(this.last);
    this.view.show(result, false);
    await (this.turn = this.turn.then(async () => this.judge(await written)).catch(() => undefined));
  }

  /** What any answer to a scan means, whether it came at once or after hours. */
  answered(entry: Entry, outcome: Outcome<Answer>) {
    if (outcome.kind === 'ok') {
      const answer = outcome.body;
      this.copy.learn(answer);
      this.link.insideIs(answer.inside);
      this.link.heard(outcome);
      this.settle(entry, this.explain.answer(entry, answer), answer.code, answer.admitted);
      const mine = this.about(entry.id);
      if (mine && answer.admitted && answer.stay && answer.person) {
        mine.stay = { id: answer.stay.id, at: answer.stay.at, person: answer.person.id };
      }
    } else if (outcome.kind === 'never') {
      this.link.heard(outcome);
      this.results.fail(entry, outcome.code);
      const name = badgeNo(entry.badge);
      this.settle(
        entry,
        { kind: 'refused', title: say('NotRecorded'), name, detail: refusal(outcome.code), hint: say('AdviceSupervisor') },
        outcome.code,
        false,
      );
    } else {
      this.link.heard(outcome);
    }
  }

  who = (person: Person) => this.explain.who(person.category, person.badge);

  /** Whether the latest scan was refused for what a supervisor may set aside. */
  get overridable() {
    return !!this.last && !this.last.admitted && overridable.includes(this.last.refused ?? '') && this.last.action === 'check_in';
  }

  beginOverride() {
    this.overrideId = uuid();
  }

  /** Asks for the latest scan once more, with a reason: under an id of its own, and never from the queue. */
  async override(fields: Fields): Promise<Outcome<Answer>> {
    const refused = this.last!.entry;
    const entry: Entry = { ...refused, id: this.overrideId, at: this.link.now(), decided: null, decidedCode: null, noted: false, delta: 0 };
    const { id, badge, participantId, action, quantity, door } = entry;
    const asked = { id, badge, participantId, action, quantity, passed: 0, door, ...fields };
    const outcome = await call<Answer>(this.link.session!.token, 'scans', asked);
    if (outcome.kind === 'ok') {
      const { code } = this.last!;
      const others = fields.supervisor !== undefined;
      this.last = { id, code, action, at: Date.now(), result: { kind: 'wait', title: '…' }, admitted: false, entry, others };
      this.recent = [...this.recent.filter((one) => one.entry !== refused), this.last];
      this.answered(entry, outcome);
    } else {
      this.link.heard(outcome, false);
    }
    return outcome;
  }

  get undoable() {
    return !!this.last?.admitted && !this.last.others && Date.now() - this.last.at < undoable;
  }

  async undo() {
    const last = this.last;
    if (!last || !this.undoable) return;
    const done = () => {
      this.last = null;
      this.recent = this.recent.filter((one) => one !== last);
      this.results.drop(last.id);
      this.view.show({ kind: 'none', title: say('Undone'), name: last.result.name }, false);
    };
    const told = (text: string) => this.view.show({ ...last.result, hint: text }, false);
    if (!last.stay) return (await this.outbox.takeBack(last.id)) ? done() : told(say('UndoLater'));
    const outcome = await call<{ inside: number }>(this.link.session!.token, 'undo', { checkInId: last.stay.id });
    this.link.heard(outcome, false);
    if (outcome.kind === 'never') return told(say('UndoRefused'));
    if (outcome.kind !== 'ok') return told(say('UndoFailed'));
    this.copy.forget(last.stay.person, last.stay.at, last.action);
    this.link.insideIs(outcome.body.inside);
    done();
  }

  private async judge(entry: Entry) {
    const mine = this.copy.find(entry);
    const before = this.outbox.own.some(
      (other) => other.order < entry.order && (mine ? this.copy.find(other) === mine : other.badge === entry.badge),
    );
    // What waits for the same person goes up first, or the server would judge in the wrong order.
    if (!this.link.online || before || !this.link.session) return this.decideHere(entry);
    const first = await Promise.race([this.outbox.sendNow(entry), new Promise<null>((resolve) => setTimeout(resolve, patience, null))]);
    if (first === null) this.link.slow();
    if (first?.kind === 'forbidden' || first?.kind === 'locked') return this.bar(entry, first.kind);
    if (first === null || first.kind === 'later' || first.kind === 'removed') await this.decideHere(entry);
  }

  private async decideHere(entry: Entry) {
    const codes = this.copy.rules?.codes;
    const read = entry.badge === null ? 'plain' : await verdict(entry.badge, codes);
    if (!this.outbox.entries.includes(entry)) return; // Answered in the meantime.
    if (this.link.session?.locked) return this.bar(entry, 'locked');
    if (this.link.trouble === 'forbidden') return this.bar(entry, 'forbidden');
    const misread = entry.badge === null ? null : codeRefusal(read, codes);
    const person = misread ? null : this.copy.find(entry);
    const others = this.outbox.own.filter((other) => other !== entry);
    const counted = this.counted;
    const decision = person && this.copy.rules ? decide(this.copy.rules, this.copy.current(person, others), entry, counted) : null;
    let result: Result;
    if (this.copy.ready && misread) {
      [entry.decided, entry.decidedCode] = ['refused', misread];
      result = this.explain.misread(entry, misread, this.outbox.waiting);
    } else if (this.copy.ready && read !== 'unread') {
      entry.decided = decision && decision.code === null ? 'admitted' : 'refused';
      entry.decidedCode = decision ? decision.code : 'unknown_badge';
      entry.delta = decision ? decision.inside - counted : 0;
      result = this.explain.decision(entry, person, decision, this.outbox.waiting);
    } else if (this.link.session?.kiosk) {
      // Nobody is let in unchecked where nobody stands.
      entry.decided = 'refused';
      result = this.explain.noted(entry, this.outbox.waiting);
    } else {
      entry.noted = true;
      result = this.explain.noted(entry, this.outbox.waiting);
    }
    await this.outbox.update(entry);
    if (this.outbox.entries.includes(entry)) this.settle(entry, result, entry.decidedCode, entry.decided !== 'refused');
    this.outbox.wake(false);
  }

  private async bar(entry: Entry, code: 'forbidden' | 'locked') {
    entry.decided = 'refused';
    entry.decidedCode = code;
    await this.outbox.update(entry);
    this.settle(entry, this.explain.barred(entry, this.outbox.waiting, code), code, false);
  }

  /** Writes the result down, and shows it where it is about the latest scan. */
  private settle(entry: Entry, result: Result, code: string | null, admitted: boolean) {
    const shown = this.results.find(entry.id)?.kind;
    // A scan without the copy was let pass unchecked: a refusal is news.
    const otherwise = entry.decided === null ? entry.noted && !admitted : (entry.decided === 'admitted') !== admitted;
    this.results.note(entry, result.kind, code, otherwise);
    const mine = this.about(entry.id);
    if (mine) Object.assign(mine, { result, admitted, refused: code });
    if (mine && mine === this.last) this.view.show(result, shown !== result.kind);
    this.view.changed();
  }

  private about = (id: string) => (this.last?.id === id ? this.last : this.recent.find((one) => one.id === id));
}
