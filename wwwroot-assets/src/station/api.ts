// Calls to the server, with every way they can end.
export type Outcome<T> =
  | { kind: 'ok'; body: T }
  /** It can never work. */
  | { kind: 'never'; code: string }
  /** <c>locked</c>: by an organiser, until it is unlocked. */
  | { kind: 'revoked' | 'removed' | 'forbidden' | 'locked' }
  /** Later, after so many milliseconds; <c>reached</c>: a server was there. */
  | { kind: 'later'; after: number; reached: boolean };

/** A request that has no answer after this long is given up and made again. */
const longest = 12_000;

const far: Outcome<never> = { kind: 'later', after: 0, reached: false };

/** Anything but the portal's own JSON counts as no network: a hotel's sign-in page also says 200. */
export async function call<T>(token: string | null, path: string, body?: unknown, signedIn = false): Promise<Outcome<T>> {
  try {
    const answer = await fetch(`/station/api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'X-Station': '1',
        'Accept-Language': document.documentElement.lang,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      // Who is signed in at the portal counts for the one call that asks for it.
      credentials: signedIn ? 'same-origin' : 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(longest),
    });
    if (answer.status === 429 || answer.status === 503) {
      const after = Number(answer.headers.get('Retry-After')) || 5;
      return { kind: 'later', after: Math.min(120, after) * 1000, reached: true };
    }
    if (!answer.headers.get('Content-Type')?.includes('json')) return far;
    const content = (await answer.json()) as T & { code?: string; error?: { code?: string } };
    const code = content.code ?? content.error?.code;
    if (answer.ok) return { kind: 'ok', body: content };
    if (answer.status === 401 && code === 'revoked') return { kind: 'revoked' };
    if (answer.status === 410) return { kind: 'removed' };
    if (answer.status === 423) return { kind: 'locked' };
    if (answer.status === 403) return { kind: 'forbidden' };
    if (answer.status === 400 || answer.status === 422) return { kind: 'never', code: code ?? 'invalid' };
    return { kind: 'later', after: 5000, reached: true };
  } catch {
    return far;
  }
}
