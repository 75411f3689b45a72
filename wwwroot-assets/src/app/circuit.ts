// The circuit: tells when the connection is gone, comes back by itself, reloads when the server no longer knows the circuit.
import { leaveQuietly } from './typed';

interface BlazorApi {
  start(options: object): Promise<void>;
  reconnect(): Promise<boolean>;
}
declare const Blazor: BlazorApi | undefined;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const banner = () => document.getElementById('connection');
/** How long a page that is being left may take; after that somebody has stayed, or a link was a download. */
const departure = 5000;
let retrying = false;
let leaving = false;
let departing = 0;
let later: (() => void) | undefined;

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

/** A page that is being left does nothing of its own; one that stays after all does it then. */
function waits(next: () => void) {
  if (departing) later = next;
  return departing > 0;
}

function depart() {
  clearTimeout(departing);
  departing = setTimeout(() => {
    departing = 0;
    later?.();
    later = undefined;
  }, departure);
}

async function reload() {
  if (leaving || waits(() => void reload())) return;
  leaving = true;
  show('reload');
  await serverAnswers();
  leaveQuietly();
  location.reload();
}

/** The session has ended under the page, or goes on elsewhere: it leaves for there, and what was typed is kept. */
export function leave(address?: string) {
  if (leaving || waits(() => leave(address))) return;
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
  if (retrying || leaving || waits(() => void reconnect())) return;
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
  addEventListener('beforeunload', depart);
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
