// The days of an IANA time zone, daylight saving included, as Zone.Day and Zone.StartOfDay of the portal count them.

const length = 86_400_000;

/** A calendar day of a zone. */
export interface Day {
  /** Days since 1970-01-01 by the calendar. */
  number: number;
  /** The moment it begins: its first one, where midnight is skipped or occurs twice. */
  start: number;
  /** The moment the next one begins. */
  end: number;
}

/** Times are Unix milliseconds. Days are remembered: a look at a known one reads a map. */
export class Zone {
  private static readonly known = new Map<string, Zone>();
  private readonly days = new Map<number, Day[]>();
  private readonly format: Intl.DateTimeFormat;

  private constructor(name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
      year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  }

  /** The zone of that name; UTC where it is unknown, as in the portal. */
  static of(name: string): Zone {
    let zone = Zone.known.get(name);
    if (!zone) {
      try {
        zone = new Zone(name);
      } catch {
        zone = new Zone('UTC');
      }
      Zone.known.set(name, zone);
    }
    return zone;
  }

  /** The day a moment belongs to. */
  day(at: number): Day {
    const key = Math.floor(at / length);
    const near = this.days.get(key);
    const found = near?.find((day) => day.start <= at && at < day.end);
    if (found) return found;
    const number = Math.floor((at + this.offset(at)) / length);
    const day = { number, start: this.start(number), end: this.start(number + 1) };
    // No zone has gone back over midnight from within a day since 2011, so a day is one stretch of time.
    if (day.start <= at && at < day.end) {
      if (near) near.push(day);
      else this.days.set(key, [day]);
    }
    return day;
  }

  private start(number: number): number {
    const midnight = number * length;
    const before = this.offset(midnight - length);
    const after = this.offset(midnight + length);
    // Of two moments at which the clock shows midnight the first one has the larger offset.
    for (const offset of [Math.max(before, after), Math.min(before, after)]) {
      if (this.offset(midnight - offset) === offset) return midnight - offset;
    }
    // Midnight is skipped: the day begins with the moment of the switch.
    let [low, high] = [midnight - Math.max(before, after), midnight - Math.min(before, after)];
    const earlier = this.offset(low);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offset(middle) === earlier) low = middle;
      else high = middle;
    }
    return high;
  }

  /** How far the zone's clock is ahead of UTC, in milliseconds. */
  private offset(at: number): number {
    const shown: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(at)) shown[type] = Number(value);
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second) - Math.floor(at / 1000) * 1000;
  }
}
