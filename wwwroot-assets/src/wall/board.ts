// What the stream brings; times are milliseconds since 1970.
export type Points = [number, number][];

export interface Station {
  name: string | null;
  checkIns: number;
  /** Check-ins a minute. */
  rate: number;
  /** From one to the next; null where none came in the last minutes. */
  seconds: number | null;
  seen: number;
  slow: boolean;
  silent: boolean;
}

export interface Outlook {
  /** Stations that are open. */
  open: number;
  need: number;
  needExact: number;
  seconds: number;
  measured: boolean;
  later: number | null;
  laterRate: number | null;
  laterExact: number | null;
  /** Seconds; null when more come than the open stations manage. */
  wait: number | null;
  fullAt: number | null;
  over: number;
  noShows: number | null;
  ahead: Points;
}

export interface Board {
  title: string;
  zone: string;
  inside: number;
  people: number;
  arrived: number;
  expected: number;
  capacity: number | null;
  alarm: string;
  checkIns: number;
  rate: number;
  bucketMinutes: number;
  series: Points;
  plan: Points;
  forecast: Points;
  stations: Station[];
  welcome: { name: string; station: string | null }[];
  /** Entries that a supervisor must look at. */
  conflicts: number;
  outlook: Outlook;
}
