// The page's own upkeep: it starts without a network, and takes a new build.

/** Hands the service worker the list of what this page is made of. */
export async function keep() {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/station-sw.js', { scope: '/station' });
    const { active } = await navigator.serviceWorker.ready;
    await document.fonts.ready;
    const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
    const linked = [...document.querySelectorAll<HTMLLinkElement>('link[href]')].map((link) => link.href);
    const all = new Set([...loaded, ...linked, document.body.dataset.decoder!, document.body.dataset.reader!].map((address) => {
      const url = new URL(address, location.href);
      return url.origin === location.origin ? url.pathname : '';
    }));
    active?.postMessage({
      resources: [...all].filter((path) => path && !path.startsWith('/station/api/') && path !== '/station' && path !== '/station-sw.js'),
    });
  } catch {
    // A page without encryption has no service worker: it needs the network to start.
  }
}

/** Where the new build does not arrive, as behind a cache, the page is not loaded over and over. */
const apart = 300_000;

/** Loads the page anew. */
export async function renew(before: () => Promise<void>) {
  const last = Number(sessionStorage.getItem('station:reloaded'));
  if (Date.now() - last < apart) return;
  sessionStorage.setItem('station:reloaded', String(Date.now()));
  await before();
  location.reload();
}
