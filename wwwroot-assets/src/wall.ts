// The wall display: draws what the stream brings, says how old it is, and comes back by itself after anything that passes.
import { drawArrivals } from './wall/arrivals';

interface Board {
  inside: number;
  people: number;
  arrived: number;
  expected: number;
  capacity: number | null;
  alarm: string;
  checkIns: number;
  rate: number;
  bucketMinutes: number;
  series: [number, number][];
  stations: { name: string | null; checkIns: number }[];
  welcome: string[];
  /** Entries that a supervisor must look at. */
  conflicts: number;
}

const body = document.body;
const texts = JSON.parse(body.dataset.texts!) as Record<string, string>;
const language = document.documentElement.lang;
const zone = body.dataset.zone;
const whole = new Intl.NumberFormat(language);
const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(language, { style: 'percent' });
const clockFormat = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });
const say = (text: string, ...values: string[]) => values.reduce((all, value, at) => all.replace(`{${at}}`, value), texts[text]);
const find = (id: string) => document.getElementById(id)!;

/** Figures older than this are said to be old. */
const staleAfter = 5_000;

/** A stream that is silent for so long is cut: the server writes every two seconds at least. */
const silence = 8_000;

let board: Board | undefined;
let confirmed = -Infinity;
let heard = performance.now();
let stream: EventSource | undefined;
let attempt = 0;
let again: number | undefined;
let reloading = false;

/** The event is removed: there is nothing to draw, only the stream to listen to until it is back. */
const removed = body.dataset.removed === 'true';
const started = Date.now();

function put(id: string, text: string) {
  const element = find(id);
  if (element.textContent !== text) element.textContent = text;
}

function fill(bar: Element, share: number) {
  (bar as HTMLElement).style.width = `${Math.max(0, Math.min(100, share * 100)).toFixed(1)}%`;
}

function places(of: Board) {
  if (of.checkIns === 0) return say('NobodyYet');
  if (!of.capacity) return say('OfExpected', whole.format(of.arrived), whole.format(of.expected));
  const free = of.capacity - of.people;
  const text = free > 0 ? 'CapacityFree' : free < 0 ? 'CapacityOver' : 'CapacityFull';
  return `${percent.format(of.people / of.capacity)} ${say(text, whole.format(of.capacity), whole.format(Math.abs(free)))}`;
}

/** Keeps as many children as there are items and lets each be changed in place: nothing piles up over days. */
function list<T>(parent: Element, items: T[], make: () => Element, set: (element: Element, item: T) => void) {
  while (parent.children.length > items.length) parent.lastElementChild!.remove();
  while (parent.children.length < items.length) parent.append(make());
  items.forEach((item, at) => set(parent.children[at], item));
}

function stationRow() {
  const row = document.createElement('li');
  const bar = document.createElement('span');
  bar.className = 'bar';
  bar.append(document.createElement('span'));
  row.append(document.createElement('span'), bar, document.createElement('b'));
  return row;
}

function draw(now: Board) {
  board = now;
  const inside = whole.format(now.inside);
  put('inside', inside);
  find('inside').style.setProperty('--letters', String(Math.max(4, inside.length)));
  put('places', places(now));
  body.dataset.alarm = now.alarm;
  find('load').hidden = !now.capacity;
  fill(find('load').firstElementChild!, now.capacity ? now.people / now.capacity : 0);
  put('rate', (now.rate < 100 ? tenths : whole).format(now.rate));
  put('arrived', whole.format(now.arrived));
  put('expected', whole.format(now.expected));
  put('missing', whole.format(now.expected - now.arrived));
  find('stations-panel').hidden = now.stations.length === 0;
  const most = Math.max(1, ...now.stations.map((s) => s.checkIns));
  list(find('stations'), now.stations, stationRow, (row, station) => {
    const [name, bar, count] = row.children;
    name.textContent = station.name ?? texts.NoStation;
    fill(bar.firstElementChild!, station.checkIns / most);
    count.textContent = whole.format(station.checkIns);
  });
  find('conflicts').hidden = now.conflicts === 0;
  put('conflicts', say(now.conflicts === 1 ? 'Conflicts_One' : 'Conflicts', whole.format(now.conflicts)));
  const welcome = document.getElementById('welcome');
  if (welcome) find('welcome-panel').hidden = now.welcome.length === 0;
  if (welcome) list(welcome, now.welcome, () => document.createElement('li'), (row, name) => (row.textContent = name));
  drawChart();
}

function drawChart() {
  if (board) drawArrivals(document.getElementById('chart') as unknown as SVGSVGElement, board.series, board.bucketMinutes, (value) => whole.format(value), (at) => clockFormat.format(at));
}

function duration(milliseconds: number) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${tenths.format(seconds)} s`;
  if (seconds < 120) return `${whole.format(Math.floor(seconds))} s`;
  return seconds < 7200 ? `${whole.format(Math.floor(seconds / 60))} min` : `${whole.format(Math.floor(seconds / 3600))} h`;
}

function tick() {
  put('clock', clockFormat.format(Date.now()));
  const now = performance.now();
  if (confirmed > -Infinity) {
    const age = now - confirmed;
    const old = age > staleAfter;
    find('age').dataset.state = old ? 'old' : 'live';
    body.classList.toggle('old', old);
    put('age', say(old ? 'Stale' : 'Age', duration(old ? Math.floor(age / 1000) * 1000 : age)));
  }
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
      then((event as MessageEvent<string>).data);
    });
  on('hello', (build) => {
    attempt = 0;
    if (build !== body.dataset.build) void reload();
  });
  on('board', (data) => draw(JSON.parse(data) as Board));
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
  new ResizeObserver(drawChart).observe(find('chart'));
  setInterval(tick, 500);
  tick();
}
connect();
