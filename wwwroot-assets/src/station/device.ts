// What the device itself does to the page: it sleeps, hides it, and shows a keyboard over it.

interface Battery { level: number; charging: boolean }

let power: Battery | undefined;
void (navigator as { getBattery?(): Promise<Battery> }).getBattery?.().then((found) => (power = found), () => undefined);

/** What the state is told of the battery, where the device tells it. */
export const battery = () => (power ? `&battery=${Math.round(power.level * 100)}&charging=${power.charging ? 1 : 0}` : '');

async function stayAwake() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request('screen');
  } catch {
    // Refused, as on low battery.
  }
}

/** <c>hidden</c> is called whenever the page may not come back, <c>back</c> when it is looked at again. */
export function watchDevice(page: { hidden(): void; back(): void }) {
  void stayAwake();
  document.addEventListener('visibilitychange', () => {
    void stayAwake();
    if (document.hidden) page.hidden();
    else page.back();
  });
  addEventListener('pagehide', page.hidden);
  // A phone's keyboard takes its room from the page, also where the browser does not say so to the layout.
  visualViewport?.addEventListener('resize', () => {
    const { height, scale } = visualViewport!;
    if (scale < 1.01) document.documentElement.style.setProperty('--height', `${height}px`);
  });
}
