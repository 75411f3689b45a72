// Draws a board on whichever layout the page has.
import { drawArrivals } from './arrivals';
import type { Board, Outlook, Station } from './board';
import { body, clock, fill, find, hide, list, make, percent, put, roughly, say } from './page';
import { tenths, texts, upToTenths, useZone, whole, write } from './page';

const perMinute = (rate: number) => (rate < 100 ? tenths : whole).format(rate);

function places(of: Board) {
  if (of.checkIns === 0) return say('NobodyYet');
  if (!of.capacity) return say('OfExpected', whole.format(of.arrived), whole.format(of.expected));
  const free = of.capacity - of.people;
  const text = free > 0 ? 'CapacityFree' : free < 0 ? 'CapacityOver' : 'CapacityFull';
  return `${percent.format(of.people / of.capacity)} ${say(text, whole.format(of.capacity), whole.format(Math.abs(free)))}`;
}

/** What is to come and should be known now. */
function warning(of: Board) {
  const said = [];
  if (of.outlook.over > 0) said.push(say('MoreThanFit', whole.format(of.expected), whole.format(of.capacity ?? 0)));
  if (of.outlook.fullAt) said.push(say('FullAt', clock(of.outlook.fullAt)));
  return said.join(' · ');
}

function inside(now: Board) {
  put('inside', whole.format(now.inside), 4);
  put('places', places(now));
  hide('load', !now.capacity);
  fill(find('load')?.firstElementChild, now.capacity ? now.people / now.capacity : 0);
  const warned = warning(now);
  hide('warning', warned === '');
  put('warning', warned);
}

function totals(now: Board) {
  put('rate', perMinute(now.rate));
  put('arrived', whole.format(now.arrived));
  put('expected', whole.format(now.expected));
  const hour = now.outlook.ahead[1];
  put('missing-label', hour ? say('ByTime', clock(hour[0])) : texts.StillExpected);
  put('missing', whole.format(hour ? hour[1] : now.expected - now.arrived));
}

function stationRow() {
  const row = make('li');
  const bar = make('span', 'bar');
  bar.append(make('span'));
  row.append(make('span', 'name'), bar, make('b'));
  return row;
}

function stations(now: Board) {
  hide('stations-panel', now.stations.length === 0);
  const most = Math.max(1, ...now.stations.map((s) => s.checkIns));
  list('stations', now.stations, stationRow, (row, station) => {
    const [name, bar, count] = row.children;
    write(name, station.name ?? texts.NoStation);
    fill(bar.firstElementChild, station.checkIns / most);
    write(count, whole.format(station.checkIns));
  });
}

const stateOf = (station: Station) => (station.silent ? 'silent' : station.slow ? 'slow' : station.rate === 0 ? 'idle' : 'open');

function paceRow() {
  const row = make('li');
  row.append(make('span', 'name'), make('span', 'state'), make('b'), make('span', 'each'));
  return row;
}

function paces(now: Board) {
  hide('paces-panel', now.stations.length === 0);
  const order = [...now.stations].sort((one, other) => other.rate - one.rate);
  list('paces', order, paceRow, (row, station) => {
    const [name, state, rate, each] = row.children;
    write(name, station.name ?? texts.NoStation);
    const is = stateOf(station);
    (row as HTMLElement).dataset.state = is;
    write(state, is === 'silent' ? texts.Silent : is === 'slow' ? texts.Slow : is === 'idle' ? texts.StationIdle : '');
    write(rate, say('StationPace', perMinute(station.rate)));
    write(each, station.seconds === null ? '' : `${upToTenths.format(station.seconds)} s`);
  });
}

function sum(of: Outlook, rate: number, exact: number) {
  return say(of.measured ? 'NeedSum' : 'NeedAssumed', perMinute(rate), upToTenths.format(of.seconds), upToTenths.format(exact));
}

function need(now: Board) {
  const of = now.outlook;
  put('need', whole.format(of.need), 2);
  put('need-sum', sum(of, now.rate, of.needExact));
  const missing = of.need - of.open;
  const text = missing <= 0 ? 'NeedOpen' : missing === 1 ? 'NeedMissing_One' : 'NeedMissing';
  put('need-open', say(text, whole.format(of.open), whole.format(missing)));
  body.dataset.need = missing > 0 ? 'missing' : 'met';
  put('later', of.later === null ? '–' : whole.format(of.later));
  put('later-sum', of.later === null ? '' : sum(of, of.laterRate!, of.laterExact!));
  put('wait', waiting(of.wait));
}

function waiting(seconds: number | null) {
  if (seconds === null) return texts.WaitTooMany;
  if (seconds < 2) return texts.WaitNone;
  return seconds < 120 ? say('WaitSeconds', whole.format(seconds)) : say('WaitMinutes', whole.format(Math.round(seconds / 60)));
}

function welcome(now: Board) {
  const names = find('welcome')?.dataset.door ? now.welcome.filter((one) => one.station === body.dataset.door) : now.welcome;
  hide('welcome-panel', names.length === 0);
  list('welcome', names, () => make('li'), (row, one) => write(row, one.name));
  if (names.length > 0 && find('earlier')) {
    put('newest', names[0].name, 8);
    list('earlier', names.slice(1), () => make('li'), (row, one) => write(row, one.name));
  }
}

function door(now: Board) {
  if (!find('door-count')) return;
  const mine = now.stations.find((station) => station.name === body.dataset.door);
  put('door-count', whole.format(mine?.checkIns ?? 0), 4);
  put('door-rate', perMinute(mine?.rate ?? 0));
  put('door-pace', mine?.seconds ? `${upToTenths.format(mine.seconds)} s` : '–');
  sinceLastScan(now);
}

/** How long ago somebody came to the door: it grows while nothing else does. */
export function sinceLastScan(now: Board) {
  const place = find('door-state');
  if (!place) return;
  const mine = now.stations.find((station) => station.name === body.dataset.door);
  const is = mine ? stateOf(mine) : 'idle';
  place.dataset.state = is;
  const said = mine ? say('LastScan', roughly(Math.max(0, Date.now() - mine.seen))) : texts.NobodyAtDoor;
  write(place, is === 'silent' || is === 'slow' ? `${texts[is === 'slow' ? 'Slow' : 'Silent']} · ${said}` : said);
}

export function drawChart(now: Board | undefined) {
  const chart = document.getElementById('chart') as unknown as SVGSVGElement | null;
  if (now && chart) drawArrivals(chart, now, (value) => whole.format(value), clock);
}

export function draw(now: Board) {
  useZone(now.zone);
  put('title', now.title);
  body.dataset.alarm = now.alarm;
  inside(now);
  totals(now);
  stations(now);
  paces(now);
  need(now);
  welcome(now);
  door(now);
  hide('conflicts', now.conflicts === 0);
  put('conflicts', say(now.conflicts === 1 ? 'Conflicts_One' : 'Conflicts', whole.format(now.conflicts)));
  fit();
  drawChart(now);
}

/** Long names take a second line: then there are fewer rows, for nothing is cut at the lower edge. The busiest stand first. */
function fit() {
  const side = document.querySelector('.side');
  const rows = [...((find('stations') ?? find('paces'))?.children ?? [])] as HTMLElement[];
  rows.forEach((row) => (row.hidden = false));
  if (!side || getComputedStyle(body).overflowY !== 'hidden') return;
  const panels = [...side.children].filter((panel) => !(panel as HTMLElement).hidden);
  const height = () => panels[panels.length - 1].getBoundingClientRect().bottom - panels[0].getBoundingClientRect().top;
  for (let at = rows.length - 1; at > 0 && height() > side.clientHeight + 1; at--) rows[at].hidden = true;
}
