// The circuit: tells when the connection is gone, comes back by itself, reloads when the server no longer knows the circuit.
import { leaveQuietly } from './typed';

interface BlazorApi {
  start(options: object): Promise<void>;
  reconnect(): Promise<boolean>;
}
declare const Blazor: BlazorApi | undefined;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const banner = () => document.getElementById('connection');
let retrying = false;
let leaving = false;

function show(text: 'lost' | 'reload') {
  const element = banner();
  if (!element) return;
  const words = element.querySelector('span:last-child');
  if (words) words.textContent = element.dataset[text] ?? '';
  element.hidden = false;
}

function hide() {
  const element = banner();
  if (element) element.hidden = true;
}

/** Waits until the server answers at all: a reload before that would show the browser's own error page. */
async function serverAnswers() {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch('favicon.svg', { method: 'HEAD', cache: 'no-store' });
      if (answer.status < 500) return;
    } catch {
      // Not there yet.
    }
    await pause(Math.min(500 + attempt * 250, 3000));
  }
}

async function reload() {
  if (leaving) return;
  leaving = true;
  show('reload');
  await serverAnswers();
  leaveQuietly();
  location.reload();
}

/** The session has ended under the page, or goes on elsewhere: it leaves for there, and what was typed is kept. */
export function leave(address?: string) {
  if (leaving) return;
  leaving = true;
  leaveQuietly();
  location.assign(address ?? `account/sign-in?ended=true&return=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Whether the session ended while the connection was gone: the server then takes no connection any more. */
async function isSignedOut() {
  try {
    return (await fetch('_blazor/negotiate?negotiateVersion=1', { method: 'POST', cache: 'no-store' })).status === 401;
  } catch {
    return false; // not there yet
  }
}

async function reconnect() {
  if (retrying || leaving) return;
  retrying = true;
  show('lost');
  for (let attempt = 0; retrying; attempt++) {
    try {
      // False: the server is there but does not know this circuit any more, as after its restart.
      if (await Blazor!.reconnect()) return;
      await reload();
      return;
    } catch {
      if (await isSignedOut()) {
        await reload();
        return;
      }
      await pause(Math.min(300 + attempt * 400, 4000));
    }
  }
}

/** Starts Blazor; pages without its script (the set-up of a wall, an error page) go on without. */
export function startBlazor() {
  if (typeof Blazor === 'undefined') return;
  addEventListener('beforeunload', () => (leaving = true));
  addEventListener('pageshow', () => (leaving = false));
  const reconnectionHandler = {
    onConnectionDown: () => void reconnect(),
    onConnectionUp: () => {
      retrying = false;
      hide();
    },
  };
  Blazor.start({ circuit: { reconnectionHandler, reconnectionOptions: { maxRetries: 1, retryIntervalMilliseconds: 300 } } }).catch(reload);
}
