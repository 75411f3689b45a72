// The list of the last results and of what could not be recorded: kept on the device, without names.
import * as store from './store';
import type { Entry, Failure, Kind, Line } from './types';

const most = 20;
const mostFailures = 500;

export class Results {
  lines: Line[] = [];
  failures: Failure[] = [];
  /** How many were decided otherwise by the server and not looked at yet. */
  news = 0;

  async load() {
    this.lines = (await store.get<Line[]>('lines')) ?? [];
    this.failures = (await store.get<Failure[]>('failures')) ?? [];
    this.news = (await store.get<number>('news')) ?? 0;
  }

  find = (id: string) => this.lines.find((line) => line.id === id);

  note(entry: Entry, kind: Kind, code: string | null, otherwise: boolean) {
    const { id, badge, participantId, action, at } = entry;
    const known = this.find(id);
    if (otherwise && !known?.otherwise) this.news++;
    const line: Line = { id, at, badge, participantId, action, kind, code, otherwise: otherwise || !!known?.otherwise };
    // What differs is news, also of a scan whose line has gone already.
    this.lines =
      known && !otherwise ? this.lines.map((one) => (one.id === id ? line : one)) : [line, ...this.lines.filter((one) => one.id !== id)];
    this.lines = this.lines.slice(0, most);
    this.save();
  }

  fail(entry: Entry, code: string) {
    this.failures = [{ entry, code }, ...this.failures].slice(0, mostFailures);
    this.save();
  }

  drop(id: string) {
    this.lines = this.lines.filter((line) => line.id !== id);
    this.save();
  }

  seen() {
    this.news = 0;
    this.save();
  }

  private save() {
    void store.set('lines', this.lines);
    void store.set('failures', this.failures);
    void store.set('news', this.news);
  }
}
