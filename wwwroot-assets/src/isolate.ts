// A name that is written from right to left, or says so by a sign nobody sees, leaves what stands beside it in a line as it is.
const mayTurn = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe]|[\ud802\ud803\ud83a\ud83b]/;

/** As the portal's `Isolated` does it: first strong isolate, pop directional isolate. */
export const isolated = (text: string) => (mayTurn.test(text) ? `\u2068${text.replace(/[\u2066-\u2069]/g, '')}\u2069` : text);

/** The parts that are there, with dots between them. */
export const joined = (...parts: (string | null | undefined)[]) =>
  parts.filter((part) => !!part).map((part) => isolated(part!)).join(' · ');
