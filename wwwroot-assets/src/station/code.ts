// Reads what was scanned: a badge number as it is, or "AP1.", the number, a dot and its signature in 128 hexadecimal digits, which only
// the event's own key can have made. The portal reads the same (BadgeCode in C#); a table of cases in the tests holds both to one answer.

/** What the portal says about the codes of an event. */
export interface Codes {
  /** The public key, SPKI in Base64; null while nothing was signed. */
  key: string | null;
  /** Whether only signed codes count. */
  only: boolean;
}

/** `unread`: signed, but this device cannot tell by whom. */
export type Verdict = 'plain' | 'genuine' | 'forged' | 'unread';

const start = 'AP1.';
const shape = /^AP1\.(.+)\.([0-9a-f]{128})$/is;
const keys = new Map<string, Promise<CryptoKey>>();

export const signed = (code: string) => code.startsWith(start);

/** The badge number that a code claims, genuine or not. */
export const numberIn = (code: string) => (signed(code) ? (shape.exec(code)?.[1] ?? code) : code);

/** Whether the event's key has signed a code. */
export async function verdict(code: string, codes: Codes | undefined): Promise<Verdict> {
  if (!signed(code)) return 'plain';
  const [, badge, digits] = shape.exec(code) ?? [];
  if (!badge) return 'forged';
  const subtle = globalThis.crypto?.subtle;
  if (!codes || !subtle) return 'unread';
  if (codes.key === null) return 'forged';
  try {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const known = keys.get(codes.key) ?? subtle.importKey('spki', bytes(codes.key), algorithm, false, ['verify']);
    keys.set(codes.key, known);
    const signature = Uint8Array.from(digits.match(/../g)!, (pair) => parseInt(pair, 16));
    return (await subtle.verify(algorithm, await known, signature, new TextEncoder().encode(badge))) ? 'genuine' : 'forged';
  } catch {
    return 'unread';
  }
}

/** Why a code does not count by itself; null when its badge decides. */
export const codeRefusal = (read: Verdict, codes: Codes | undefined) =>
  read === 'forged' ? 'forged_badge' : read === 'plain' && codes?.only ? 'unsigned_badge' : null;

const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
