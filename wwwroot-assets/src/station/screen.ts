// Draws what a steward looks at: the result, the chips, the notices.
import { joined } from '../isolate';
import { find, make, put, symbol } from './page';
import { announce } from './sound';
import { number, say } from './texts';
import type { Result, Session } from './types';

/** <c>desk</c>: a kiosk sends somebody to people. */
export type Shown = Omit<Result, 'kind'> & { kind: Result['kind'] | 'desk' };

const symbols: Record<Shown['kind'], string> = {
  desk: 'people',
  none: 'badge',
  wait: 'wait',
  admitted: 'ok',
  refused: 'bad',
  device: 'cloud',
  noted: 'cloud',
  barred: 'lock',
};
const area = find('result');

let shown: Shown | undefined;

export function show(result: Shown, sound: boolean, muted: boolean) {
  shown = result;
  area.dataset.kind = result.kind;
  area.classList.remove('old');
  const words = make('div', undefined, 'words');
  words.append(make('p', result.title, 'title'));
  if (result.name) words.append(make('p', result.name, 'name'));
  if (result.detail) words.append(make('p', result.detail, 'detail'));
  if (result.hint) words.append(make('p', result.hint, 'hint'));
  if (result.foot) words.append(make('p', result.foot, 'foot'));
  area.replaceChildren(symbol(symbols[result.kind]), words);
  if (sound) announce(result.kind === 'desk' ? 'noted' : result.kind, muted);
}

export const showNothing = (title = 'Ready') => show({ kind: 'none', title: say(title), detail: say(`${title}Text`) }, false, true);

/** Whether no result stands there. */
export const isEmpty = () => shown?.kind === 'none';

/** The next badge is under way: what stands there is about the one before. */
export function grey() {
  if (shown && shown.kind !== 'none' && shown.kind !== 'wait') area.classList.add('old');
}

/** The door, and who stands there; at a kiosk what people come for. */
export function heading({ name, person, event, kiosk }: Session, typed: string) {
  if (kiosk) return event.title;
  return person ? joined(person.atDoor ? name : typed, person.name) : name;
}

export interface Chips {
  name: string;
  person: boolean;
  online: boolean;
  waiting: number;
  inside: number;
  quantity: number;
  undoable: boolean;
}

export function chips(now: Chips) {
  put(find('name'), now.name);
  find('portal').hidden = !now.person;
  find('sign').toggleAttribute('hidden', now.person);
  const title = `${now.name} · ${say('AppTitle')}`;
  if (document.title !== title) document.title = title;
  const line = find('line');
  line.dataset.state = now.online ? 'online' : 'offline';
  put(line, say(now.online ? 'Online' : 'Offline') + (now.waiting > 0 ? ` · ${number(now.waiting)}` : ''));
  const inside = find('inside');
  put(inside.lastElementChild!, number(now.inside));
  inside.title = say('InsideNow', number(now.inside));
  const several = find('several');
  several.hidden = now.quantity === 1;
  put(several, `× ${now.quantity}`);
  find<HTMLButtonElement>('undo').disabled = !now.undoable;
}

/** A sentence over the result, with a button where something can be done about it. */
export function notice(text: string | null, act?: { label: string; then(): void }) {
  const place = find('notice');
  const words = place.firstElementChild!;
  const button = find<HTMLButtonElement>('notice-act');
  place.hidden = text === null;
  put(words, text ?? '');
  button.hidden = !act;
  button.onclick = act ? act.then : null;
  put(button, act?.label ?? '');
}
