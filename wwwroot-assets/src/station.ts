// The check-in station: works with and without a network, and never says what it does not know.
import { Camera } from './station/camera';
import { Copy } from './station/copy';
import { watchDevice } from './station/device';
import { Door } from './station/door';
import { Link } from './station/link';
import { Matches } from './station/matches';
import { Outbox } from './station/outbox';
import { find, put } from './station/page';
import { Pairing } from './station/pairing';
import { Results } from './station/results';
import * as screen from './station/screen';
import { Sheet } from './station/sheet';
import { allowSound } from './station/sound';
import * as store from './station/store';
import { count, say } from './station/texts';
import type { Action, Settings } from './station/types';
import { bare, watchField } from './station/typing';
import { keep, renew } from './station/worker';

/** So long nothing may have been touched before a new build is taken. */
const idle = 30_000;

const settings: Settings = { muted: false, prefix: '', suffix: '', camera: '', action: 'check_in', ...(await store.get<Settings>('settings')) };
const field = find<HTMLInputElement>('field');
const copy = new Copy();
const results = new Results();
let quantity = 1;
let touched = performance.now();
let remark: string | null = null;

const link: Link = new Link(copy, { changed: draw, revoked: () => void signOff(true), reached, waiting: () => outbox.waiting });
const outbox: Outbox = new Outbox({
  token: () => link.session?.token ?? null,
  event: () => link.session?.event.id ?? null,
  now: link.now,
  ready: () => link.ready(),
  answered: (entry, outcome) => door.answered(entry, outcome),
  changed: draw,
});
const door = new Door(link, copy, outbox, results, { show: (result, sound) => screen.show(result, sound, settings.muted), changed: draw });
const camera = new Camera(
  (code) => submit(code), (code) => copy.byBadge(bare(code, settings)) !== null, draw, () => settings.camera,
);
const pairing = new Pairing(link, begin);
const sheet = new Sheet({
  settings, copy, link, outbox, results, camera,
  quantity: () => quantity,
  setQuantity: (value) => {
    quantity = value;
    draw();
  },
  save: () => void store.set('settings', settings),
  signOff: () => void signOff(false),
  closed: () => {
    draw();
    focus();
  },
});
const matches = new Matches(copy, (person) => {
  const now = copy.current(person, outbox.own);
  return { detail: door.who(person), inside: now.stays.some((stay) => stay.out === null) };
}, (person) => scan({ badge: null, participantId: person.id }));

function action(): Action {
  const direction = link.session?.direction;
  return direction === 'both' ? settings.action : direction === 'out' ? 'check_out' : 'check_in';
}

function submit(code: string) {
  const badge = bare(code, settings);
  if (badge) scan({ badge, participantId: null });
}

function scan(target: { badge: string | null; participantId: number | null }) {
  const people = quantity;
  quantity = 1;
  touched = performance.now();
  remark = null;
  void door.scan(target, action(), people);
  draw();
  focus();
}

function focus() {
  if (document.body.dataset.state === 'paired' && !sheet.open && !camera.on) field.focus({ preventScroll: true });
}

function draw() {
  if (!link.session || document.body.dataset.state !== 'paired') return;
  screen.chips({ name: link.session.name, online: link.online, waiting: outbox.waiting, inside: door.inside, quantity, undoable: door.undoable });
  find('direction').hidden = link.session.direction !== 'both';
  document.body.dataset.action = action();
  find<HTMLInputElement>(action() === 'check_in' ? 'in' : 'out').checked = true;
  find('camera').hidden = !camera.on;
  find('dim').hidden = !camera.dim;
  document.body.classList.toggle('filming', camera.on);
  put(find('scan').lastElementChild!, say(camera.on ? 'CameraStop' : 'Scan'));
  find('scan').setAttribute('aria-pressed', String(camera.on));
  find<HTMLButtonElement>('light').disabled = !camera.hasTorch;
  find('light').setAttribute('aria-pressed', String(camera.torch));
  tell();
  if (sheet.open) sheet.draw();
}

/** One sentence over the result: the most serious one. */
function tell() {
  const see = { label: say('Show'), then: () => sheet.show() };
  if (link.trouble === 'removed') screen.notice(say('EventRemoved'));
  else if (link.trouble === 'forbidden') screen.notice(say('ForbiddenNotice'));
  else if (results.news > 0 && !sheet.open) screen.notice(count('News', results.news), see);
  else if (remark) screen.notice(remark);
  else screen.notice(null);
}

async function toggleCamera() {
  remark = null;
  if (camera.on) {
    camera.close();
    focus();
    return;
  }
  field.blur();
  await camera.open().catch(() => (remark = say('CameraProblem')));
  draw();
}

/** The station's page; the scans of before go on by themselves. */
function begin() {
  document.body.dataset.state = 'paired';
  door.last = null;
  screen.showNothing();
  draw();
  focus();
  void link.poll();
}

/** Copy, key and token go; scans that wait stay. */
async function signOff(revoked: boolean) {
  camera.close();
  await link.forget(!revoked);
  door.last = null;
  pairing.show(revoked, outbox.entries.length);
}

function reached(build: string) {
  outbox.wake();
  if (build === document.body.dataset.build || performance.now() - touched < idle || field.value || sheet.open || camera.on) return;
  void renew(() => copy.save(true));
}

function bind() {
  watchField(field, {
    submit,
    began: () => {
      touched = performance.now();
      screen.grey();
    },
    changed: (text) => matches.search(text),
    takes: (key) => matches.takes(key),
  });
  for (const kind of ['pointerdown', 'keydown']) {
    addEventListener(kind, () => {
      touched = performance.now();
      allowSound();
    });
  }
  find('undo').addEventListener('click', () => void door.undo().then(draw).then(focus));
  find('scan').addEventListener('click', () => void toggleCamera());
  find('light').addEventListener('click', () => void camera.light());
  find('open-more').addEventListener('click', () => sheet.show());
  find('direction').addEventListener('change', (event) => {
    settings.action = (event.target as HTMLInputElement).value as Action;
    void store.set('settings', settings);
    draw();
    focus();
  });
  // A tap beside everything and a key for nobody are meant for the field.
  find('result').addEventListener('click', focus);
  addEventListener('keydown', (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && document.activeElement === document.body) focus();
  });
  watchDevice({ hidden: () => void copy.save(true), back: focus });
  setInterval(draw, 10_000);
}

/** A code in the address pairs by itself; one that is not taken leaves a station what it was. */
async function start() {
  await Promise.all([link.load(), outbox.load(), results.load(), copy.load()]);
  bind();
  link.listen();
  const code = location.hash.slice(1);
  if (code) history.replaceState(null, '', location.pathname + location.search);
  if (!link.session) pairing.show(false, outbox.entries.length);
  if (code && (await pairing.pair(code))) return;
  if (code && link.session) remark = say('StillPaired', link.session.name);
  if (link.session) begin();
}

await start();
void keep();
