// The device's own copy of the people: in memory for use, on the disk only encrypted with a key that cannot leave the browser.
import { numberIn } from './code';
import { decide, type Person, type Rules, type Stay } from './rules';
import * as store from './store';
import type { Answer, Entry } from './types';

type PackedStay = [at: number, out: number | null, quantity: number, station: string | null];
type Packed = [id: number, badge: string | null, name: string, category: number | null, confirmed: 0 | 1, stays: PackedStay[]];
export interface Change {
  cursor: string | number;
  full: boolean;
  rules: Rules | null;
  categories: Record<string, string>;
  people: Packed[];
  gone: number[];
}

const every = 30_000;

/** Letters as one types them: no case, no accents, words apart by one blank. */
export function fold(text: string) {
  return text
    .toLowerCase()
    .replace(
      /[ßøœæłđðþı]/g,
      (letter) => ({ ß: 'ss', ø: 'o', œ: 'oe', æ: 'ae', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' })[letter]!,
    )
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Also "Mueller" is "Müller". */
function spellings(name: string) {
  const spelled = name.toLowerCase().replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter]!);
  return spelled === name.toLowerCase() ? [fold(name)] : [fold(name), fold(spelled)];
}

const words = (name: string) => ` ${spellings(name).join(' ')}`;

/** A badge without what one leaves out in typing it. */
const plain = (badge: string) => fold(badge).replaceAll(' ', '');

/** Compared letter by letter, as the portal does. */
export const badgeKey = (badge: string) => badge.trim();

export class Copy {
  rules: Rules | null = null;
  categories: Record<string, string> = {};
  cursor: string | number | null = null;
  private readonly people = new Map<number, Person>();
  private readonly badges = new Map<string, Person>();
  private readonly words = new Map<number, string>();
  /** Stays learned since the copy was last written: a crash between two writes must not forget who was admitted. Numbers only. */
  private journal: [id: number, stays: Stay[]][] = [];
  private dirty = false;
  private written = 0;
  private closed = false;

  /** False on a page without encryption: the copy is in memory only. */
  readonly lasting = !!globalThis.crypto?.subtle;

  get ready() {
    return this.rules !== null;
  }

  get size() {
    return this.people.size;
  }

  byBadge = (badge: string) => this.badges.get(badgeKey(badge)) ?? null;
  byId = (id: number) => this.people.get(id) ?? null;
  find = (scan: { badge: string | null; participantId: number | null }) =>
    scan.participantId !== null ? this.byId(scan.participantId) : scan.badge !== null ? this.byBadge(numberIn(scan.badge)) : null;

  apply(change: Change) {
    const before = this.rules;
    if (change.full) this.clear();
    this.rules = change.rules ?? before;
    this.categories = change.full ? change.categories : { ...this.categories, ...change.categories };
    for (const [id, badge, name, category, confirmed, stays] of change.people) {
      this.drop(id);
      const person: Person = {
        id, badge, name, category, confirmed: confirmed === 1,
        stays: stays.map(([at, out, quantity, station]) => ({ at, out, quantity, station })),
      };
      this.people.set(id, person);
      if (badge) this.badges.set(badgeKey(badge), person);
      this.words.set(id, badge ? `${words(name)} ${fold(badge)}` : words(name));
    }
    for (const id of change.gone) this.drop(id);
    const moved = change.full || change.people.length > 0 || change.gone.length > 0;
    this.cursor = change.cursor;
    if (moved) this.dirty = true;
  }

  /** What the server answered about a stay replaces what was known of it. */
  learn(answer: Answer) {
    const person = answer.person && this.byId(answer.person.id);
    if (!person || !answer.stay) return;
    const { at, out, quantity, station } = answer.stay;
    this.change(person, [...person.stays.filter((stay) => stay.at !== at), { at, out, quantity, station }].sort((a, b) => a.at - b.at));
  }

  /** The stay of a scan that was taken back. */
  forget(personId: number, at: number, action: Entry['action']) {
    const person = this.byId(personId);
    if (!person) return;
    this.change(person, action === 'check_in' ? person.stays.filter((stay) => stay.at !== at)
      : person.stays.map((stay) => (stay.at === at ? { ...stay, out: null } : stay)));
  }

  /** The person as the device must see them: with what it admitted itself and the server has not answered yet. */
  current(person: Person, waiting: Entry[]): Person {
    let stays: Stay[] = person.stays;
    for (const entry of waiting) {
      if (entry.decided !== 'admitted' || !this.rules || this.find(entry) !== person) continue;
      stays = decide(this.rules, { ...person, stays }, entry, 0).stays;
    }
    return stays === person.stays ? person : { ...person, stays };
  }

  /** Those in whose name or badge every word begins a word; at most <c>most</c>. */
  search(text: string, most: number) {
    const terms = fold(text).split(' ').map((term) => ` ${term}`);
    const found: Person[] = [];
    for (const [id, known] of this.words) {
      if (!terms.every((term) => known.includes(term))) continue;
      found.push(this.people.get(id)!);
      if (found.length >= 200) break;
    }
    return found.sort((a, b) => a.name.localeCompare(b.name)).slice(0, most);
  }

  async load() {
    if (!this.lasting) return;
    try {
      const [key, sealed] = [await store.get<CryptoKey>('key'), await store.get<{ iv: BufferSource; data: BufferSource }>('copy')];
      if (!key || !sealed) return;
      const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.data);
      this.apply(JSON.parse(new TextDecoder().decode(text)) as Change);
      this.journal = (await store.get<typeof this.journal>('journal')) ?? [];
      for (const [id, stays] of this.journal) Object.assign(this.byId(id) ?? {}, { stays });
      this.dirty = this.journal.length > 0;
    } catch {
      // Not readable any more: it is asked for anew.
      this.clear();
    }
  }

  /** Writes at most every 30 s, or <c>now</c> because the page may be on its way out. */
  async save(now = false) {
    if (!this.lasting || this.closed || !this.dirty || !this.rules || (!now && Date.now() - this.written < every)) return;
    this.dirty = false;
    this.written = Date.now();
    try {
      let key = await store.get<CryptoKey>('key');
      if (!key) {
        key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
        await store.setSecret('key', key);
      }
      const noted = this.journal.length;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(this.packed())));
      if (!this.rules) return;
      await store.setSecret('copy', { iv, data });
      this.journal = this.journal.slice(noted);
      await store.set('journal', this.journal);
    } catch {
      this.dirty = true;
    }
  }

  /** Writes it for the last time: another page of this browser keeps it from now on. */
  async close() {
    await this.save(true);
    this.closed = true;
  }

  /** People whose last name it is and whose badge ends so: two facts that one knows of oneself. */
  facing(last: string, end: string) {
    const [asked, tail] = [spellings(last), plain(end)];
    const own = (person: Person) => spellings(person.name.split(', ')[0]);
    return [...this.people.values()].filter((person) =>
      person.badge && plain(person.badge).endsWith(tail) && own(person).some((name) => asked.includes(name)));
  }

  /** Deletes the key as well: what is left on the disk cannot be read by anybody. */
  async wipe() {
    this.clear();
    this.cursor = null;
    this.dirty = false;
    this.journal = [];
    await store.remove('key');
    await store.remove('copy');
    await store.remove('journal');
  }

  private clear() {
    this.rules = null;
    this.cursor = null;
    this.categories = {};
    for (const map of [this.people, this.badges, this.words]) map.clear();
  }

  private change(person: Person, stays: Stay[]) {
    person.stays = stays;
    this.dirty = true;
    if (!this.lasting) return;
    this.journal.push([person.id, stays]);
    if (!this.closed) void store.set('journal', this.journal);
  }

  private drop(id: number) {
    const person = this.people.get(id);
    if (!person) return;
    this.people.delete(id);
    this.words.delete(id);
    if (person.badge && this.badges.get(badgeKey(person.badge)) === person) this.badges.delete(badgeKey(person.badge));
  }

  private packed(): Change {
    const people = [...this.people.values()].map<Packed>((one) => [
      one.id, one.badge, one.name, one.category, one.confirmed ? 1 : 0,
      one.stays.map<PackedStay>((stay) => [stay.at, stay.out, stay.quantity, stay.station]),
    ]);
    return { cursor: this.cursor!, full: true, rules: this.rules, categories: this.categories, people, gone: [] };
  }
}
