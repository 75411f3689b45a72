// Puts an answer into words: who it is, what is wrong, what to do.
import { joined } from '../isolate';
import { numberIn } from './code';
import type { Copy } from './copy';
import type { Decision, Person, Rules, Stay } from './rules';
import { count, moment, refusal, say, span } from './texts';
import type { Answer, Entry, Result } from './types';

/** A badge as it is told: of a signed code its number. */
export const badgeNo = (badge: string | null) => (badge ? say('BadgeNo', numberIn(badge)) : undefined);

function since(stay: Stay, now: number) {
  const place = stay.station ? 'SinceAt' : 'Since';
  return say(place, moment(stay.at, now), stay.station ?? '');
}

/** The window that says most: the one that ended last, or else the one that comes next. */
function windowText(rules: Rules, categories: Record<string, string>, category: number | null, now: number) {
  const own = rules.windows.filter((window) => window.category === category);
  const mine = (own.length > 0 ? own : rules.windows.filter((window) => window.category === null)).filter((window) => window.enforced);
  const next = mine.filter((window) => window.starts > now).sort((a, b) => a.starts - b.starts)[0];
  const past = mine.filter((window) => window.ends < now).sort((a, b) => b.ends - a.ends)[0];
  const told = past && (!next || now - past.ends < next.starts - now) ? past : next;
  if (!told) return null;
  const label = told.category === null ? '' : (categories[told.category] ?? '');
  const times = say('WindowFromTo', moment(told.starts, now), moment(told.ends, now));
  const far = told === past ? say('WindowEnded', span(now - told.ends)) : say('WindowStarts', span(told.starts - now));
  return `${label} ${times}, ${far}`.trim();
}

export class Explain {
  constructor(private readonly copy: Copy, private readonly now: () => number) {}

  who(category: string | number | null, badge: string | null) {
    const label = typeof category === 'number' ? this.copy.categories[category] : category;
    return joined(label, badge && say('BadgeNo', badge));
  }

  answer(entry: Entry, answer: Answer): Result {
    const person = answer.person;
    const name = person?.name ?? badgeNo(entry.badge);
    const badge = person?.badge ?? (entry.badge && numberIn(entry.badge));
    if (answer.admitted) return this.welcome(entry, name, person ? this.who(person.category, badge) : undefined, answer.note ?? undefined);
    const known = person ? this.copy.byId(person.id) : null;
    return {
      kind: 'refused',
      title: refusal(answer.code),
      name,
      detail:
        answer.note ??
        this.reason(answer.code, answer.stay, known?.category ?? null) ??
        (person ? this.who(person.category, badge) : undefined),
      hint: this.advice(answer.code),
    };
  }

  decision(entry: Entry, person: Person | null, decision: Decision | null, waiting: number): Result {
    const waits = count('Waits', waiting);
    if (!person || !decision) {
      return {
        kind: 'refused',
        title: refusal('unknown_badge'),
        name: badgeNo(entry.badge),
        detail: say('NotInCopy'),
        hint: this.advice('unknown_badge'),
        foot: waits,
      };
    }
    if (decision.code === null)
      return { ...this.welcome(entry, person.name, this.who(person.category, person.badge), waits), kind: 'device' };
    return {
      kind: 'refused', title: refusal(decision.code), name: person.name,
      detail: this.reason(decision.code, decision.stay, person.category) ?? this.who(person.category, person.badge),
      hint: this.advice(decision.code),
      foot: waits,
    };
  }

  /** The code itself does not count, whoever it claims to be. */
  misread(entry: Entry, code: string, waiting: number): Result {
    return { kind: 'refused', title: refusal(code), name: badgeNo(entry.badge), hint: this.advice(code), foot: count('Waits', waiting) };
  }

  noted(entry: Entry, waiting: number): Result {
    return { kind: 'noted', title: say('Noted'), name: badgeNo(entry.badge), detail: say('NotedText'), hint: count('Waits', waiting) };
  }

  barred(entry: Entry, waiting: number, code: 'forbidden' | 'locked'): Result {
    const name = this.copy.find(entry)?.name ?? badgeNo(entry.badge);
    const [title, detail] = code === 'locked' ? [say('LockedTitle'), say('LockedText')] : [say('Forbidden'), say('ForbiddenText')];
    return { kind: 'barred', title, name, detail, hint: count('Waits', waiting) };
  }

  private welcome(entry: Entry, name?: string, detail?: string, hint?: string): Result {
    const several = entry.quantity > 1 ? say('PeopleCount', entry.quantity) : null;
    return {
      kind: 'admitted',
      title: say(entry.action === 'check_in' ? 'Welcome' : 'Goodbye'),
      name,
      detail: joined(several, detail),
      hint,
    };
  }

  private reason(code: string | null, stay: Stay | null, category: number | null) {
    const now = this.now();
    if (code === 'already_checked_in' && stay) return since(stay, now);
    if (code === 'not_checked_in' && stay?.out) return say('LeftAt', moment(stay.out, now));
    if (code === 'outside_window' && this.copy.rules) return windowText(this.copy.rules, this.copy.categories, category, now);
    return null;
  }

  private advice(code: string | null) {
    if (code === 'already_checked_in') return say('AdviceInside');
    if (code === 'unknown_badge' || code === 'unsigned_badge') return say('AdviceUnknown');
    if (code === 'forged_badge') return say('AdviceForged');
    return say(code === 'not_confirmed' ? 'AdviceConfirm' : 'AdviceSupervisor');
  }
}
