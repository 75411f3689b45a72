// Words, numbers and places of the wall's page: each layout has some of the places.
import { isolated } from '../isolate';

export const body = document.body;
export const texts = JSON.parse(body.dataset.texts!) as Record<string, string>;
const language = document.documentElement.lang;
export const whole = new Intl.NumberFormat(language);
export const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const upToTenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
export const percent = new Intl.NumberFormat(language, { style: 'percent' });

let clocks = clocksOf(body.dataset.zone);

function clocksOf(zone: string | undefined) {
  const of = (more: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone, ...more });
  return { zone, minute: of({}), second: of({ second: '2-digit' }) };
}

/** The clock of the event that is shown. */
export function useZone(zone: string) {
  if (zone !== clocks.zone) clocks = clocksOf(zone);
}

export const clock = (at: number) => clocks.minute.format(at);
export const clockWithSeconds = (at: number) => clocks.second.format(at);
export const say = (text: string, ...values: string[]) =>
  values.reduce((all, value, at) => all.replace(`{${at}}`, () => isolated(value)), texts[text]);
export const find = (id: string) => document.getElementById(id);

/** Writes only what has changed, and only where the layout has a place for it. */
export function put(id: string, text: string, letters?: number) {
  const element = find(id);
  if (!element) return;
  if (element.textContent !== text) element.textContent = text;
  if (letters) element.style.setProperty('--letters', String(Math.max(letters, text.length)));
}

export function hide(id: string, hidden: boolean) {
  const element = find(id);
  if (element) element.hidden = hidden;
}

export function fill(bar: Element | null | undefined, share: number) {
  if (bar) (bar as HTMLElement).style.width = `${Math.max(0, Math.min(100, share * 100)).toFixed(1)}%`;
}

/** Keeps as many children as there are items and lets each be changed in place: nothing piles up over days. */
export function list<T>(id: string, items: T[], make: () => Element, set: (element: Element, item: T) => void) {
  const parent = find(id);
  if (!parent) return;
  const shown = items.slice(0, Number(parent.dataset.most ?? items.length));
  while (parent.children.length > shown.length) parent.lastElementChild!.remove();
  while (parent.children.length < shown.length) parent.append(make());
  shown.forEach((item, at) => set(parent.children[at], item));
}

export function make(name: string, className?: string) {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}

export function write(element: Element, text: string) {
  if (element.textContent !== text) element.textContent = text;
}

export function duration(milliseconds: number) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${tenths.format(seconds)} s`;
  if (seconds < 120) return `${whole.format(Math.floor(seconds))} s`;
  return seconds < 7200 ? `${whole.format(Math.floor(seconds / 60))} min` : `${whole.format(Math.floor(seconds / 3600))} h`;
}

/** Without tenths: for what nobody times. */
export function roughly(milliseconds: number) {
  return milliseconds < 10_000 ? `${whole.format(Math.floor(milliseconds / 1000))} s` : duration(milliseconds);
}
