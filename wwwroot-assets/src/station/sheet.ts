// "More": what is needed now and then. A dialog of the browser's own, so that focus stays in it and comes back.
import type { Camera } from './camera';
import type { Copy } from './copy';
import { badgeNo } from './explain';
import type { Link } from './link';
import type { Outbox } from './outbox';
import { find, make, put, symbol } from './page';
import type { Results } from './results';
import { count, moment, number, refusal, say } from './texts';
import type { Action, Entry, Line, Settings } from './types';

const deviceWord = (action: Action) => say(action === 'check_in' ? 'DeviceAdmitted' : 'DeviceCheckedOut');

export interface Parts {
  settings: Settings;
  copy: Copy;
  link: Link;
  outbox: Outbox;
  results: Results;
  camera: Camera;
  quantity(): number;
  setQuantity(value: number): void;
  save(): void;
  signOff(): void;
  lock(): void;
  closed(): void;
}

export class Sheet {
  private readonly dialog = find<HTMLDialogElement>('more');

  constructor(private readonly parts: Parts) {
    const { settings } = parts;
    this.dialog.addEventListener('close', () => {
      find('sign-off-ask').hidden = true;
      find('sign-off').hidden = false;
      parts.closed();
    });
    find('more-close').addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('click', (event) => event.target === this.dialog && this.dialog.close());
    find('fewer').addEventListener('click', () => this.step(-1));
    find('more-people').addEventListener('click', () => this.step(1));
    const door = find<HTMLInputElement>('door-name');
    door.addEventListener('change', () => {
      const event = parts.link.session?.event.id;
      if (event !== undefined) settings.doors = { ...settings.doors, [event]: door.value.trim() };
      parts.save();
    });
    find('lock-now').addEventListener('click', () => {
      this.dialog.close();
      parts.lock();
    });
    this.bind('muted', 'checked', () => settings.muted, (value) => (settings.muted = value as boolean));
    this.bind('prefix', 'value', () => settings.prefix, (value) => (settings.prefix = value as string));
    this.bind('suffix', 'value', () => settings.suffix, (value) => (settings.suffix = value as string));
    find('camera-choice').addEventListener('change', (event) => {
      settings.camera = (event.target as HTMLSelectElement).value;
      parts.save();
    });
    find('sign-off').addEventListener('click', () => this.ask(true));
    find('sign-off-no').addEventListener('click', () => this.ask(false));
    find('sign-off-yes').addEventListener('click', () => {
      this.dialog.close();
      parts.signOff();
    });
  }

  get open() {
    return this.dialog.open;
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  show() {
    const session = this.parts.link.session;
    const [person, event] = [session?.person, session?.event];
    find('door-setting').hidden = !person || person.atDoor;
    find<HTMLInputElement>('door-name').value = event ? (this.parts.settings.doors?.[event.id] ?? '') : '';
    find('lock-setting').hidden = !session?.pin || !!session.kiosk;
    for (const one of document.querySelectorAll<HTMLAnchorElement>('[data-portal]')) {
      one.hidden = !person;
      if (event) one.href = `/events/${encodeURIComponent(event.key)}`;
    }
    find('last').hidden = !!session?.kiosk;
    this.draw();
    void this.cameras();
    if (!this.dialog.open) this.dialog.showModal();
    this.parts.results.seen();
  }

  /** While it is open it follows what happens. */
  draw() {
    const { outbox, results, copy } = this.parts;
    put(find('quantity'), number(this.parts.quantity()));
    this.list('last-results', results.lines, (line) => this.line(line), say('LastEmpty'));
    this.list('waiting-scans', outbox.own, (entry) => this.waiting(entry), say('WaitingEmpty'));
    const foreign = find('foreign');
    foreign.hidden = outbox.foreign === 0;
    put(foreign, count('Foreign', outbox.foreign));
    find('failed').hidden = results.failures.length === 0;
    this.list('failed-scans', results.failures, ({ entry, code }) => this.row('bad', this.name(entry), refusal(code), entry.at), '');
    put(find('copy-state'), !copy.ready ? say('CopyMissing') : say(copy.lasting ? 'CopyLasting' : 'CopyMemory', number(copy.size)));
  }

  private step(by: number) {
    this.parts.setQuantity(Math.max(1, Math.min(99, this.parts.quantity() + by)));
    put(find('quantity'), number(this.parts.quantity()));
  }

  private bind(id: string, property: 'checked' | 'value', read: () => boolean | string, write: (value: boolean | string) => void) {
    const input = find<HTMLInputElement>(id);
    (input as unknown as Record<string, unknown>)[property] = read();
    input.addEventListener('change', () => {
      write(input[property]);
      this.parts.save();
    });
  }

  private ask(asked: boolean) {
    find('sign-off').hidden = asked;
    find('sign-off-ask').hidden = !asked;
    const waiting = this.parts.outbox.entries.length;
    put(find('sign-off-text'), waiting === 0 ? say('SignOffText') : `${say('SignOffText')} ${count('SignOffWaits', waiting)}`);
    find(asked ? 'sign-off-no' : 'sign-off').focus();
  }

  private async cameras() {
    const choice = find<HTMLSelectElement>('camera-choice');
    const devices = await this.parts.camera.devices();
    const options = devices
      .filter((device) => device.deviceId)
      .map((device, at) => new Option(device.label || say('CameraNumber', at + 1), device.deviceId));
    choice.replaceChildren(new Option(say('CameraAny'), ''), ...options);
    choice.value = this.parts.settings.camera;
    if (choice.selectedIndex < 0) choice.value = '';
  }

  private name(scan: { badge: string | null; participantId: number | null }) {
    // Nobody reads in passing who was at a kiosk.
    const person = this.parts.link.session?.kiosk ? null : this.parts.copy.find(scan);
    return person?.name ?? badgeNo(scan.badge) ?? say('SomebodyByName');
  }

  private line(line: Line) {
    const admitted = say(line.action === 'check_in' ? 'Admitted' : 'CheckedOut');
    const words: Record<Line['kind'], string> = {
      none: '',
      wait: '',
      admitted,
      refused: refusal(line.code),
      device: deviceWord(line.action),
      noted: say('Noted'),
      barred: say(line.code === 'locked' ? 'LockedTitle' : 'Forbidden'),
    };
    const signs: Record<Line['kind'], string> = {
      none: 'wait',
      wait: 'wait',
      admitted: 'ok',
      refused: 'bad',
      device: 'cloud',
      noted: 'cloud',
      barred: 'lock',
    };
    const text = line.otherwise ? say('Otherwise', words[line.kind]) : words[line.kind];
    return this.row(signs[line.kind], this.name(line), text, line.at, line.otherwise);
  }

  private waiting(entry: Entry) {
    const decided =
      entry.decided === null
        ? say(entry.noted ? 'Noted' : 'WaitsForAnswer')
        : entry.decided === 'admitted'
          ? deviceWord(entry.action)
          : refusal(entry.decidedCode);
    return this.row('cloud', this.name(entry), decided, entry.at);
  }

  private row(sign: string, name: string, text: string, at: number, strong = false) {
    const row = make('li', undefined, strong ? 'strong' : '');
    row.dataset.sign = sign;
    row.append(symbol(sign), make('b', name), make('time', moment(at, this.parts.link.now())), make('span', text));
    return row;
  }

  private list<T>(id: string, items: T[], row: (item: T) => Element, none: string) {
    find(id).replaceChildren(...(items.length > 0 ? items.map(row) : [make('li', none, 'none')]));
  }
}
