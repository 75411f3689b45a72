// What the server and the device tell each other. Times are Unix milliseconds of the server's clock.
export type Action = 'check_in' | 'check_out';
export type Direction = 'in' | 'out' | 'both';

/** A scan that waits for the server's answer. It holds the badge, never a name. */
export interface Entry {
  id: string;
  order: number;
  /** The id of the event it belongs to. */
  event: number;
  badge: string | null;
  participantId: number | null;
  action: Action;
  quantity: number;
  at: number;
  decided: 'admitted' | 'refused' | null;
  decidedCode: string | null;
  /** It was let pass unchecked: there was no copy yet. */
  noted: boolean;
  /** By how much the device's own decision moved the number of people inside. */
  delta: number;
  /** How often it was sent: one that was never sent can be taken back here. */
  tries: number;
}

export interface Answer {
  id: string;
  admitted: boolean;
  code: string | null;
  person: { id: number; name: string; category: string | number | null; badge: string | null } | null;
  stay: { id: number; at: number; out: number | null; station: string | null; quantity: number } | null;
  note: string | null;
  inside: number;
}

export interface StationState {
  station: { id: number; name: string; direction: Direction };
  event: { id: number; key: string; title: string; zone: string };
  inside: number;
  /** People whom the device may let in by itself while it has no network; null where nobody counts. */
  share: number | null;
  /** Of a copy that would be read now; null where the event is not there. */
  cursor: string | null;
  now: number;
  build: string;
}

/** What is remembered of the pairing; <c>offset</c> is the device's clock minus the server's. */
export interface Session {
  token: string;
  name: string;
  direction: Direction;
  event: StationState['event'];
  inside: number;
  /** As the state told it, less what has come in since; absent in a session of before. */
  share?: number | null;
  offset: number;
}

/** What pairing answers. */
export type Paired = Pick<Session, 'token' | 'name' | 'direction' | 'event'>;

export interface Settings {
  muted: boolean;
  prefix: string;
  suffix: string;
  camera: string;
  action: Action;
}

export type Kind = 'none' | 'wait' | 'admitted' | 'refused' | 'device' | 'noted' | 'barred';

/** A line of the list of results: kept on the device, therefore without a name. */
export interface Line {
  id: string;
  at: number;
  badge: string | null;
  participantId: number | null;
  action: Action;
  kind: Kind;
  code: string | null;
  /** The server decided otherwise than the device had shown. */
  otherwise: boolean;
}

/** A scan that the server will never take, with its reason. */
export interface Failure {
  entry: Entry;
  code: string;
}

/** What stands in the result area. */
export interface Result {
  kind: Kind;
  title: string;
  name?: string;
  detail?: string;
  hint?: string;
  /** What is said beneath, in small. */
  foot?: string;
}
