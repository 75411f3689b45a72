// The scans that have no answer yet. Written down first, sent in their order, dropped only once the server has answered.
import { call, type Outcome } from './api';
import * as store from './store';
import type { Answer, Entry } from './types';

export interface Post {
  token(): string | null;
  event(): number | null;
  /** While an organiser has locked the station nothing goes up: all of it would come back. */
  held(): boolean;
  now(): number;
  /** Compares the clocks before anything old goes up; false while the server cannot be reached. */
  ready(): Promise<boolean>;
  /** Called before the entry is dropped: what it meant must be known by then. */
  answered(entry: Entry, outcome: Outcome<Answer>): void;
  changed(): void;
}

export class Outbox {
  entries: Entry[] = [];
  private readonly flights = new Map<string, Promise<Outcome<Answer>>>();
  private direct = 0;
  private pumping = false;
  private failures = 0;
  private timer: number | undefined;
  private due = Infinity;
  private order = Date.now();
  private writes: Promise<unknown> = Promise.resolve();

  constructor(private readonly post: Post) {}

  async load() {
    this.entries = await store.entries();
    this.order = Math.max(this.order, ...this.entries.map((entry) => entry.order + 1));
  }

  /** Those that this pairing can send; others wait for their own event. */
  get own() {
    const event = this.post.event();
    return this.entries.filter((entry) => entry.event === event);
  }

  get foreign() {
    return this.entries.length - this.own.length;
  }

  /** What is not being answered at this moment as a matter of course. */
  get waiting() {
    return this.own.filter((entry) => entry.decided !== null || !this.flights.has(entry.id) || entry.tries > 1).length;
  }

  async add(scan: Omit<Entry, 'order' | 'tries'>) {
    const entry: Entry = { ...scan, order: this.order++, tries: 0 };
    this.entries.push(entry);
    this.post.changed();
    const written = store.put(entry);
    this.writes = Promise.all([this.writes, written]);
    await written;
    return entry;
  }

  async update(entry: Entry) {
    if (!this.entries.includes(entry)) return;
    this.post.changed();
    await store.put(entry);
  }

  /** Sends one at once, before those that wait. */
  async sendNow(entry: Entry) {
    this.direct++;
    const outcome = await this.send(entry);
    this.direct--;
    this.rest(outcome);
    return outcome;
  }

  /** Takes back what was never sent; false when the server may have it. */
  async takeBack(id: string) {
    const entry = this.entries.find((one) => one.id === id);
    if (!entry || entry.tries > 0) return false;
    await this.remove(entry);
    return true;
  }

  /** Resolves when all that was scanned is on the disk. */
  written = () => this.writes;

  /** Sends what waits, for at most so many milliseconds and while <c>goes</c> says so. */
  async drain(longest: number, goes: () => boolean) {
    const until = performance.now() + longest;
    while (this.own.length > 0 && goes() && performance.now() < until) {
      this.wake();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  wake(soon = true) {
    if (soon) this.failures = 0;
    this.plan(soon ? 0 : Math.min(15_000, 1000 * 2 ** this.failures));
  }

  /** The earlier of two plans counts: scanning on never puts the sending off. */
  private plan(delay: number) {
    const due = performance.now() + delay;
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = window.setTimeout(() => {
      this.due = Infinity;
      void this.pump();
    }, delay);
  }

  /** When to go on: at once, when the server said, or ever more slowly; what was forbidden waits for the next look at the state. */
  private rest(outcome: Outcome<Answer>) {
    if (outcome.kind === 'ok' || outcome.kind === 'never') return this.wake();
    if (outcome.kind !== 'later') return;
    if (outcome.after > 0) return this.plan(outcome.after);
    this.failures++;
    this.wake(false);
  }

  private async pump() {
    if (this.pumping || this.direct > 0 || this.post.held() || !this.post.token() || this.own.length === 0) return;
    this.pumping = true;
    try {
      if (!(await this.post.ready())) {
        this.failures++;
        return this.wake(false);
      }
      for (let next = this.own[0]; next && this.direct === 0; next = this.own[0]) {
        const outcome = await this.send(next);
        if (outcome.kind === 'ok' || outcome.kind === 'never') continue;
        return this.rest(outcome);
      }
    } finally {
      this.pumping = false;
    }
  }

  /** One request for each entry at a time: whoever comes second gets the same answer. */
  private send(entry: Entry) {
    const under = this.flights.get(entry.id);
    if (under) return under;
    entry.tries++;
    const token = this.post.token();
    const flight = call<Answer>(token, 'scans', {
      id: entry.id,
      badge: entry.badge,
      participantId: entry.participantId,
      action: entry.action,
      quantity: entry.quantity,
      door: entry.door ?? undefined,
      passed: Math.max(0, Math.round(this.post.now() - entry.at)),
      decided: entry.decided,
      decidedCode: entry.decidedCode,
    }).then(async (answer) => {
      // That an earlier pairing was ended says nothing about this one.
      const outcome: Outcome<Answer> =
        answer.kind === 'revoked' && token !== this.post.token() ? { kind: 'later', after: 0, reached: true } : answer;
      this.flights.delete(entry.id);
      this.post.answered(entry, outcome);
      if (outcome.kind === 'ok' || outcome.kind === 'never') await this.remove(entry);
      this.post.changed();
      return outcome;
    });
    this.flights.set(entry.id, flight);
    void store.put(entry);
    return flight;
  }

  private async remove(entry: Entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    await store.drop(entry);
    this.post.changed();
  }
}
