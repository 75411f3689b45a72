// Starts the station without a network: the document as it was last complete, with everything that belongs to it.
// Never touches the station's calls to the server: a scan's answer comes from the server or not at all.
interface Waiting extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetching extends Waiting { request: Request; respondWith(answer: Promise<Response>): void }
interface Posted extends Waiting { data: { resources?: string[] } }
interface Worker {
  addEventListener(name: string, then: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

const worker = self as unknown as Worker;
const shelf = 'station';
const page = '/station';
/** The newest document, until everything that belongs to it is there as well. */
const next = '/station?next';
const patience = 1500;
const fingerprinted = /[.-][A-Za-z0-9]{8,10}\.\w+$/;

worker.addEventListener('install', (event: Waiting) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event: Waiting) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('message', (event: Posted) => {
  if (event.data.resources) event.waitUntil(keep(event.data.resources));
});

worker.addEventListener('fetch', (event: Fetching) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin || url.pathname.startsWith('/station/')) return;
  if (event.request.mode === 'navigate') {
    if (url.pathname === page) event.respondWith(open(event));
  } else {
    event.respondWith(asset(event.request, url.pathname));
  }
});

/** The server's document, unless it takes too long. */
async function open(event: Fetching): Promise<Response> {
  const cache = await caches.open(shelf);
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(next, answer.clone());
    return answer;
  });
  const kept = await cache.match(page);
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  const late = new Promise<null>((resolve) => setTimeout(resolve, patience, null));
  const first = await Promise.race([fresh.catch(() => null), late]);
  return first && first.status < 500 ? first : kept;
}

/** What carries a fingerprint never changes; of anything else the server's is newer. */
async function asset(request: Request, path: string): Promise<Response> {
  const kept = await (await caches.open(shelf)).match(path);
  if (!kept) return fetch(request);
  return fingerprinted.test(path) ? kept : fetch(request).catch(() => kept);
}

/** Takes a document only together with all that it loads, and then lets go of what belonged to the one before. */
async function keep(resources: string[]) {
  const cache = await caches.open(shelf);
  const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await cache.addAll(resources.filter((path) => !known.has(path) || !fingerprinted.test(path)));
  const document = (await cache.match(next)) ?? (await fetch(page));
  const text = await document.clone().text();
  if (!document.ok || !resources.filter((path) => /station[^/]*\.(js|css)$/.test(path)).every((path) => text.includes(path))) return;
  await cache.put(page, document);
  await cache.delete(next);
  const wanted = new Set([page, ...resources]);
  for (const request of await cache.keys()) if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
}
