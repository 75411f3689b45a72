// The wall display: draws what the stream brings, says how old it is, and comes back by itself after anything that passes.
import type { Board } from './wall/board';
import { draw, drawChart, sinceLastScan } from './wall/draw';
import { body, clock, clockWithSeconds, duration, find, hide, put, say } from './wall/page';

/** Figures older than this are said to be old. */
const staleAfter = 5_000;

/** A stream that is silent for so long is cut: the server writes every two seconds at least. */
const silence = 8_000;

/** A cut that lasts longer stands in the middle of the screen. */
const longCut = 15_000;

let board: Board | undefined;
let confirmed = -Infinity;
let heard = performance.now();
let stream: EventSource | undefined;
let attempt = 0;
let again: number | undefined;
let reloading = false;

/** Whether the server was heard since the stream was opened last. */
let connected = false;

/** The event is removed: there is nothing to draw, only the stream to listen to until it is back. */
const removed = body.dataset.removed === 'true';
const started = Date.now();
const opened = performance.now();

function show(now: Board) {
  board = now;
  draw(now);
}

/** Says in the middle of the screen what is wrong, once it lasts: a short cut is told below the figures alone. */
function sayCut(age: number) {
  const cut = age > longCut;
  hide('cut', !cut);
  if (!cut) return;
  put('cut-title', say(navigator.onLine === false ? 'CutNetworkTitle' : connected ? 'CutFiguresTitle' : 'CutServerTitle'));
  put('cut-text', confirmed > -Infinity ? say('CutText', clockWithSeconds(Date.now() - age)) : say('CutTextNever'));
}

function tick() {
  put('clock', clock(Date.now()));
  const now = performance.now();
  if (confirmed > -Infinity) {
    const age = now - confirmed;
    const old = age > staleAfter;
    find('age')!.dataset.state = old ? 'old' : 'live';
    body.classList.toggle('old', old);
    put('age', say(old ? 'Stale' : 'Age', duration(old ? Math.floor(age / 1000) * 1000 : age)));
  }
  sayCut(now - (confirmed > -Infinity ? confirmed : opened));
  if (board) sinceLastScan(board);
  listen();
  const hour = new Date().getHours();
  if (hour === 4 && Date.now() - started > 6 * 3_600_000) void reload();
}

/** Cuts a stream that is silent for too long. */
function listen() {
  if (stream && performance.now() - heard > silence) lost();
}

/** Reloads only when the server answers: the browser's own error page would never come back. */
async function reload() {
  if (reloading) return;
  reloading = true;
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    if (answer.status < 500) {
      location.reload();
      return;
    }
  } catch {
    // Not there yet: the next event asks again.
  }
  reloading = false;
}

function lost() {
  connected = false;
  stream?.close();
  stream = undefined;
  clearTimeout(again);
  const pause = Math.min(15_000, 500 * 2 ** Math.min(attempt++, 5)) * (0.75 + Math.random() / 2);
  again = window.setTimeout(connect, pause);
}

function connect() {
  heard = performance.now();
  stream = new EventSource(`${location.pathname.replace(/\/$/, '')}/events`);
  const on = (name: string, then: (data: string) => void) =>
    stream!.addEventListener(name, (event) => {
      heard = performance.now();
      connected = true;
      then((event as MessageEvent<string>).data);
    });
  on('hello', (build) => {
    attempt = 0;
    if (build !== body.dataset.build) void reload();
  });
  on('board', (data) => show(JSON.parse(data) as Board));
  on('age', (data) => {
    confirmed = performance.now() - Number(data);
    if (body.classList.contains('old')) tick();
  });
  on('quiet', () => undefined);
  on('reload', () => void reload());
  on('revoked', () => void reload());
  on('removed', () => {
    if (!removed) void reload();
  });
  stream.onerror = lost;
}

/** A wall must not go dark; browsers give the lock back whenever the page was hidden. */
async function stayAwake() {
  try {
    if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen');
  } catch {
    // Refused, as on low battery.
  }
}

function bindFullScreen() {
  const button = find('full') as HTMLButtonElement;
  const show = () => (button.hidden = !document.fullscreenEnabled || !!document.fullscreenElement);
  button.addEventListener('click', () => void document.documentElement.requestFullscreen().then(stayAwake));
  document.addEventListener('fullscreenchange', show);
  show();
}

void stayAwake();
document.addEventListener('visibilitychange', () => void stayAwake());
addEventListener('online', () => {
  if (!stream) {
    clearTimeout(again);
    connect();
  }
});
if (removed) {
  setInterval(listen, 500);
} else {
  bindFullScreen();
  if (body.dataset.board) show(JSON.parse(body.dataset.board) as Board);
  if (find('chart')) new ResizeObserver(() => drawChart(board)).observe(find('chart')!);
  setInterval(tick, 500);
  tick();
}
connect();
