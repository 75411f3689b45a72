// What the rules of an event say to one scan of a person: the portal's CheckInRules (C#) once more, for a station without a network.
// The tables of cases in the tests (CheckInCases) hold both to the same answers. All times are Unix milliseconds.
import type { Codes } from './code';
import { Zone } from './days';

/** In, perhaps out: open while `out` is null. */
export interface Stay { at: number; out: number | null; quantity: number; station: string | null }

/** The stays are in the order of entry; at most one is open. */
export interface Person { id: number; badge: string | null; name: string; category: number | null; confirmed: boolean; stays: Stay[] }

export interface Rules {
  reEntry: 'after_check_out' | 'never' | 'once_per_day' | 'always';
  requireConfirmation: boolean;
  /** How its badge codes are read. */
  codes?: Codes;
  /** People who may be inside at once; null when nobody counts. */
  limit: number | null;
  /** IANA name: days are the event's. */
  zone: string;
  /** How much too early somebody may come to a window. */
  before: number;
  /** How much too late somebody may come to a window. */
  after: number;
  /** Those this station admits, anybody else is refused with `wrong_category` before the other rules; null for all. */
  categories: number[] | null;
  /** [starts, ends) of a category, or with null of all that have none of their own, in the order of their start. */
  windows: Window[];
}

interface Window { id: number; category: number | null; starts: number; ends: number; enforced: boolean; limit: number | null }

export interface Decision {
  /** The refusal's code; null when admitted. */
  code: string | null;
  /** The stay that was written or closed, or the one that explains the refusal; an element of `stays`. A written one has no station. */
  stay: Stay | null;
  /** The person's stays afterwards, a new array, in the order of entry. */
  stays: Stay[];
  /** People inside afterwards. */
  inside: number;
}

interface Scan { action: 'check_in' | 'check_out'; at: number; quantity: number }

/** Decides a scan; its arguments stay as they are. */
export function decide(rules: Rules, person: Person, scan: Scan, inside: number): Decision {
  const open = last(person.stays, (stay) => stay.out === null);
  return scan.action === 'check_out' ? checkOut(person, open, scan, inside) : checkIn(rules, person, open, scan, inside);
}

function checkOut(person: Person, open: Stay | null, scan: Scan, inside: number): Decision {
  if (!open) return refused('not_checked_in', null, person, inside);
  const closed = { ...open, out: Math.max(scan.at, open.at) };
  return { code: null, stay: closed, stays: person.stays.map((stay) => (stay === open ? closed : stay)), inside: inside - open.quantity };
}

function checkIn(rules: Rules, person: Person, open: Stay | null, scan: Scan, inside: number): Decision {
  if (rules.categories && (person.category === null || !rules.categories.includes(person.category))) {
    return refused('wrong_category', null, person, inside);
  }
  if (rules.requireConfirmation && !person.confirmed) return refused('not_confirmed', null, person, inside);
  if (rules.windows.length > 0) {
    const windows = windowsOf(rules, person.category);
    if (isOutside(rules, windows, scan.at)) return refused('outside_window', null, person, inside);
    const window = windowAt(rules, windows, scan.at);
    if (window && window.limit !== null) {
      const used = person.stays.filter((stay) => windowAt(rules, windows, stay.at)?.id === window.id);
      if (used.reduce((sum, stay) => sum + stay.quantity, scan.quantity) > window.limit) {
        return refused('window_limit_reached', used.at(-1) ?? null, person, inside);
      }
    }
  }
  const zone = Zone.of(rules.zone);
  const day = zone.day(scan.at).number;
  const blocking = blockingStay(rules, person, open, zone, day);
  if (blocking) return refused('already_checked_in', blocking, person, inside);
  const others = inside - (open?.quantity ?? 0);
  if (rules.limit !== null && others + scan.quantity > rules.limit) return refused('event_full', null, person, inside);

  const written: Stay = { at: scan.at, out: null, quantity: scan.quantity, station: null };
  if (!open) return { code: null, stay: written, stays: withEntry(person.stays, written), inside: inside + scan.quantity };
  const openDay = zone.day(open.at);
  if (openDay.number >= day && scan.at < open.at) {
    // Heard of late: the person has come in once more since.
    written.out = open.at;
    return { code: null, stay: written, stays: withEntry(person.stays, written), inside };
  }
  const closed = { ...open, out: openDay.number < day ? openDay.end : scan.at };
  const stays = person.stays.map((stay) => (stay === open ? closed : stay));
  return { code: null, stay: written, stays: withEntry(stays, written), inside: others + scan.quantity };
}

const refused = (code: string, stay: Stay | null, person: Person, inside: number): Decision =>
  ({ code, stay, stays: [...person.stays], inside });

function last(stays: Stay[], is: (stay: Stay) => boolean): Stay | null {
  for (let at = stays.length - 1; at >= 0; at -= 1) if (is(stays[at])) return stays[at];
  return null;
}

/** The stays with one more at its place in the order of entry, behind those of the same moment. */
function withEntry(stays: Stay[], written: Stay): Stay[] {
  let at = stays.length;
  while (at > 0 && stays[at - 1].at > written.at) at -= 1;
  return [...stays.slice(0, at), written, ...stays.slice(at)];
}

/** The stay that forbids another on that day. */
function blockingStay(rules: Rules, person: Person, open: Stay | null, zone: Zone, day: number): Stay | null {
  if (rules.reEntry === 'always') return null;
  if (rules.reEntry === 'never') return open ?? person.stays.at(-1) ?? null;
  if (open && zone.day(open.at).number >= day) return open;
  if (rules.reEntry !== 'once_per_day') return null;
  return last(person.stays, (stay) => zone.day(stay.at).number === day);
}

/** The windows a category goes by: its own, else those for all. */
function windowsOf(rules: Rules, category: number | null): Window[] {
  const own = category === null ? [] : rules.windows.filter((window) => window.category === category);
  return own.length > 0 ? own : rules.windows.filter((window) => window.category === null);
}

const isWithin = (rules: Rules, window: Window, at: number) => window.starts - rules.before <= at && at < window.ends + rules.after;

/** Whether some are enforced and none of those takes an entry at that moment, tolerances included. */
const isOutside = (rules: Rules, windows: Window[], at: number) =>
  windows.some((window) => window.enforced) && !windows.some((window) => window.enforced && isWithin(rules, window, at));

/** The window an entry belongs to: the open one, else the nearest within the tolerances, of two as near the coming one. */
function windowAt(rules: Rules, windows: Window[], at: number): Window | null {
  const opened = windows.find((window) => window.starts <= at && at < window.ends);
  if (opened) return opened;
  let nearest: Window | null = null;
  let least = Infinity;
  for (const window of windows) {
    if (!isWithin(rules, window, at)) continue;
    const distance = at < window.starts ? window.starts - at : at - window.ends;
    if (distance < least || (distance === least && nearest && window.starts > nearest.starts)) [nearest, least] = [window, distance];
  }
  return nearest;
}
