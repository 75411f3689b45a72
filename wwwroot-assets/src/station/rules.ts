export interface Stay { at: number; out: number | null; quantity: number; station: string | null }
export interface Person { id: number; badge: string | null; name: string; category: number | null; confirmed: boolean; stays: Stay[] }
export interface Rules {
  reEntry: 'after_check_out' | 'never' | 'once_per_day' | 'always';
  requireConfirmation: boolean;
  limit: number | null;
  zone: string;
  before: number;
  after: number;
  categories: number[] | null;
  windows: { id: number; category: number | null; starts: number; ends: number; enforced: boolean; limit: number | null }[];
}
export interface Decision { code: string | null; stay: Stay | null; stays: Stay[]; inside: number }

/** Placeholder: replaced by the full rules. */
export function decide(rules: Rules, person: Person, scan: { action: 'check_in' | 'check_out'; at: number; quantity: number }, inside: number): Decision {
  const open = person.stays.find((stay) => stay.out === null) ?? null;
  const refuse = (code: string, stay: Stay | null = null): Decision => ({ code, stay, stays: person.stays, inside });
  if (scan.action === 'check_out') {
    if (!open) return refuse('not_checked_in', person.stays.at(-1) ?? null);
    const closed = { ...open, out: scan.at };
    return { code: null, stay: closed, stays: person.stays.map((stay) => (stay === open ? closed : stay)), inside: inside - open.quantity };
  }
  if (open) return refuse('already_checked_in', open);
  if (rules.requireConfirmation && !person.confirmed) return refuse('not_confirmed');
  const mine = rules.windows.filter((window) => window.enforced && (window.category === null || window.category === person.category));
  if (mine.length > 0 && !mine.some((window) => scan.at >= window.starts && scan.at <= window.ends)) return refuse('outside_window');
  const stay = { at: scan.at, out: null, quantity: scan.quantity, station: null };
  return { code: null, stay, stays: [...person.stays, stay], inside: inside + scan.quantity };
}
