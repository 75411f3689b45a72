// One page of a browser is the station: a second one would scan and send beside it. The browser's locks know which it is.
const name = 'station';
/** A page that is loaded anew waits so long for the one before to let go. */
const patience = 800;
/** A page that does not answer is not waited for any longer: it sleeps. */
const asleep = 4000;
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : undefined;
let release: (() => void) | undefined;
let leave: () => Promise<void> = () => Promise.resolve();

function acquire(options: LockOptions) {
  return new Promise<boolean>((resolve) => {
    navigator.locks.request(name, options, () => new Promise<void>((done) => {
      release = done;
      resolve(true);
    })).catch(() => {
      // Not had in time; or taken away, because this page slept.
      if (release) void leave();
      release = undefined;
      resolve(false);
    });
  });
}

/** Whether this page is the station; <c>left</c> is called when another one takes over, and is waited for. */
export async function isStation(left: () => Promise<void>) {
  if (!navigator.locks) return true;
  leave = left;
  channel?.addEventListener('message', ({ data }) => {
    const done = release;
    if (data !== 'take' || !done) return;
    release = undefined;
    void leave().finally(done);
  });
  return await acquire({ signal: AbortSignal.timeout(patience) });
}

/** Takes over from the page that is the station now, and begins anew with all that it has written down. */
export async function takeOver() {
  channel?.postMessage('take');
  if (!(await acquire({ signal: AbortSignal.timeout(asleep) }))) await acquire({ steal: true });
  location.reload();
}
