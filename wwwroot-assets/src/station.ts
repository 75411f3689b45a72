// The check-in station: works with and without a network, and never says what it does not know.
import './trust';
import { Access } from './station/access';
import { Camera } from './station/camera';
import { Copy } from './station/copy';
import { watchDevice } from './station/device';
import { Door } from './station/door';
import { gated } from './station/gate';
import { watchHands } from './station/hands';
import { Kiosk } from './station/kiosk';
import { Link } from './station/link';
import { PinLock } from './station/lock';
import { Matches } from './station/matches';
import { Outbox } from './station/outbox';
import { Override } from './station/override';
import { find, put } from './station/page';
import { Pairing } from './station/pairing';
import { Results } from './station/results';
import * as screen from './station/screen';
import { Sheet } from './station/sheet';
import { Shift } from './station/shift';
import * as store from './station/store';
import { count, say } from './station/texts';
import type { Action, Settings } from './station/types';
import { bare } from './station/typing';
import { keep, renew } from './station/worker';

/** So long nothing may have been touched before a new build is taken. */
const idle = 30_000;

const usual: Settings = { muted: false, prefix: '', suffix: '', camera: '', action: 'check_in' };
const settings: Settings = { ...usual, ...(await store.get<Settings>('settings')) };
const field = find<HTMLInputElement>('field');
const copy = new Copy();
const results = new Results();
let quantity = 1;
let touched = performance.now();
let remark: string | null = null;

const shift: Shift = new Shift(() => ({
  link, outbox, results, copy, lock, door, kiosk, pairing, access, hide, greet, draw, focus, bind,
  remark: (text) => (remark = text),
  touched: () => touched,
}));
const link: Link = new Link(copy, {
  changed: draw, reached,
  revoked: () => void (access.ended() || shift.signOff(true)),
  waiting: () => outbox.waiting,
});
const outbox: Outbox = new Outbox({
  token: () => link.session?.token ?? null,
  event: () => link.session?.event.id ?? null,
  held: () => !!link.session?.locked,
  now: link.now,
  ready: () => link.ready(),
  answered: (entry, outcome) => {
    if (outcome.kind === 'ok' && outcome.body.person && door.last?.id === entry.id) kiosk.about(outcome.body.person.id);
    door.answered(entry, outcome);
  },
  changed: draw,
});
const door: Door = new Door(link, copy, outbox, results, {
  show: (result, sound) => (kiosk.on ? kiosk.show(result, sound) : screen.show(result, sound, settings.muted)),
  changed: draw,
}, () => (link.session?.person && !link.session.person.atDoor && typedDoor()) || null);
const camera = new Camera(
  submit, (code) => copy.byBadge(bare(code, settings)) !== null, draw, () => settings.camera,
  () => (link.session?.kiosk ? 'user' : 'environment'),
);
const lock = new PinLock(link);
const pairing = new Pairing(link, shift.begin);
const access: Access = new Access({
  link, outbox, lock, pairing, hide, begin: shift.begin,
  unlocked: () => {
    touched = performance.now();
    draw();
  },
  freed: () => (kiosk.on ? kiosk.reset() : resume()),
  settings: () => sheet.show(),
});
const override: Override = new Override(link, door, resume);
const sheet: Sheet = new Sheet({
  settings, copy, link, outbox, results, camera,
  quantity: () => quantity,
  setQuantity: (value) => {
    quantity = value;
    draw();
  },
  save: () => {
    void store.set('settings', settings);
    draw();
  },
  signOff: () => void shift.signOff(false),
  lock: shut,
  closed: resume,
});
const matches = new Matches(copy, (person) => ({
  detail: door.who(person), inside: copy.current(person, outbox.own).stays.some((stay) => stay.out === null),
}), (person) => scan({ badge: null, participantId: person.id }));
const kiosk: Kiosk = new Kiosk({
  link, copy,
  scan: (person) => scan({ badge: null, participantId: person.id }),
  settings: () => (link.session?.pin ? access.askForSettings() : kiosk.show({ kind: 'refused', title: '' }, false)),
  back: (idle) => {
    field.value = '';
    if (idle) {
      sheet.close();
      access.forgetSettings();
    }
    if (!camera.on && shift.begun && !gated()) void camera.open().catch(() => undefined).then(() => screen.isEmpty() && kiosk.greet());
  },
  filming: () => camera.on,
  muted: () => settings.muted,
});

const greet = () => (kiosk.on ? kiosk.greet() : screen.showNothing());
const typedDoor = () => settings.doors?.[link.session?.event.id ?? 0] ?? '';

function action(): Action {
  const direction = link.session?.direction;
  if (direction === 'both') return kiosk.on ? 'check_in' : settings.action;
  return direction === 'out' ? 'check_out' : 'check_in';
}

function submit(code: string) {
  const badge = bare(code, settings);
  if (badge) scan({ badge, participantId: null });
}

function scan(target: { badge: string | null; participantId: number | null }) {
  if (gated() || !shift.begun || override.open) return;
  const people = quantity;
  quantity = 1;
  touched = performance.now();
  remark = null;
  kiosk.about(null);
  void door.scan(target, action(), people);
  resume();
}

function resume() {
  draw();
  focus();
}

/** On a screen that is touched a keyboard of the device would stand over it: a kiosk's field waits for the finger. */
function focus(key = false) {
  const free = document.body.dataset.state === 'paired' && !sheet.open && !override.open;
  if (free && (kiosk.on ? key : !camera.on)) field.focus({ preventScroll: true });
}

/** Nothing of people stays on the screen, and the camera sees nobody. */
function hide() {
  if (camera.on) camera.close();
  sheet.close();
  override.close();
  field.value = '';
  matches.search('');
  door.last = null;
  greet();
}

function shut() {
  lock.close();
  draw();
}

function draw() {
  const session = link.session;
  if (!session || !shift.begun || access.guards()) return;
  document.body.classList.toggle('kiosk', kiosk.on);
  screen.chips({
    name: screen.heading(session, typedDoor()), person: !!session.person, online: link.online, waiting: outbox.waiting, inside: door.inside,
    quantity, undoable: door.undoable,
  });
  find<HTMLAnchorElement>('portal').href = `/events/${encodeURIComponent(session.event.key)}`;
  field.ariaLabel = field.placeholder = say(kiosk.on ? 'KioskBadge' : 'BadgeOrName');
  find('direction').hidden = kiosk.on || session.direction !== 'both';
  document.body.dataset.action = action();
  find<HTMLInputElement>(action() === 'check_in' ? 'in' : 'out').checked = true;
  find('camera').hidden = !camera.on;
  find('dim').hidden = !camera.dim;
  document.body.classList.toggle('filming', camera.on);
  put(find('scan').lastElementChild!, say(camera.on ? 'CameraStop' : 'Scan'));
  find('scan').setAttribute('aria-pressed', String(camera.on));
  find<HTMLButtonElement>('light').disabled = !camera.hasTorch;
  find('light').setAttribute('aria-pressed', String(camera.torch));
  override.draw();
  tell();
  if (sheet.open) sheet.draw();
}

/** One sentence over the result: the most serious one. */
function tell() {
  const see = { label: say('Show'), then: () => sheet.show() };
  if (link.trouble === 'removed') screen.notice(say('EventRemoved'));
  else if (link.trouble === 'forbidden') screen.notice(say('ForbiddenNotice'));
  else if (results.news > 0 && !sheet.open && !kiosk.on) screen.notice(count('News', results.news), see);
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

function reached(build: string) {
  outbox.wake();
  const busy = field.value || sheet.open || override.open || (camera.on && !kiosk.on);
  if (build === document.body.dataset.build || performance.now() - touched < idle || busy) return;
  void renew(() => copy.save(true));
}

function bind() {
  watchHands({
    submit, focus,
    began: () => {
      touched = performance.now();
      screen.grey();
    },
    changed: (text) => matches.search(kiosk.on ? '' : text),
    takes: (key) => matches.takes(key),
    touched: () => (touched = performance.now()),
    undo: () => void door.undo().then(draw).then(() => focus()),
    camera: () => void toggleCamera(),
    light: () => void camera.light(),
    more: () => !kiosk.on && sheet.show(),
    direction: (action) => {
      settings.action = action;
      void store.set('settings', settings);
      resume();
    },
  });
  watchDevice({ hidden: () => void copy.save(true), back: () => focus() });
  setInterval(() => (shift.begun && lock.look(touched) ? shut() : draw()), 10_000);
}

await shift.start();
void keep();
