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
  /** The door as a person has named it who stands at none. */
  door?: string | null;
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

/** Who checks in with their own account; <c>atDoor</c>: their check-ins name a door of the portal. */
export interface Holder { name: string; mayOverride: boolean; atDoor: boolean }

export interface Supervisor { id: number; name: string }

export interface StationState {
  station: { id: number; name: string; direction: Direction; kiosk: boolean; pin: string | null; locked: boolean; prints?: boolean };
  person: Holder | null;
  supervisors: Supervisor[];
  /** <c>until</c>: when the copy of it is to be forgotten; not told by the pairing. */
  event: { id: number; key: string; title: string; zone: string; until?: number };
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
  kiosk?: boolean;
  /** Rounds, salt and hash of the digits that unlock the device, with dots between. */
  pin?: string | null;
  /** An organiser has locked the station. */
  locked?: boolean;
  /** Whether it prints badges. */
  prints?: boolean;
  person?: Holder | null;
  supervisors?: Supervisor[];
}

/** What pairing answers. */
export type Paired = Pick<Session, 'token' | 'name' | 'direction' | 'event'>;

/** What a signed-in person is answered: the device keeps what it has, or gets a key. */
export type Opened = { kept: true } | (Paired & { kept?: false; person: Holder });

export interface Settings {
  muted: boolean;
  prefix: string;
  suffix: string;
  camera: string;
  action: Action;
  /** By the id of an event: the door that a person has named. */
  doors?: Record<number, string>;
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
