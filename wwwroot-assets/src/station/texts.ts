// Words and numbers in the page's language; times in the event's zone.
import { isolated } from '../isolate';

const known = JSON.parse(document.body.dataset.texts!) as Record<string, Record<string, string>>;
/** The language that the page was asked for in. */
export const own = document.documentElement.lang;
let language = own;
let words = known[own];
let zone: string | undefined;
let whole = new Intl.NumberFormat(language);
let time = clock(undefined);
let day = date(undefined);

function clock(timeZone: string | undefined) {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
}

function date(timeZone: string | undefined) {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone });
}

export const say = (key: string, ...values: (string | number)[]) =>
  values.reduce<string>((all, value, at) => all.replace(`{${at}}`, () => isolated(String(value))), words[key] ?? key);

export const knows = (key: string) => key in words;
export const number = (value: number) => whole.format(value);

/** Whoever stands before a kiosk reads it in their own language: what the page says, without asking the portal for another page. */
export function speak(wanted: string) {
  if (!known[wanted] || wanted === language) return;
  language = document.documentElement.lang = wanted;
  words = known[wanted];
  whole = new Intl.NumberFormat(language);
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) element.textContent = say(element.dataset.t!);
  for (const element of document.querySelectorAll<HTMLElement>('[data-t-label]')) element.ariaLabel = say(element.dataset.tLabel!);
  speakIn(zone);
}

/** From here on times are told in this zone; one that the browser does not know leaves the device's own. */
export function speakIn(wanted: string | undefined) {
  zone = wanted;
  try {
    [time, day] = [clock(zone), date(zone)];
  } catch {
    // An old browser: its own zone is most likely the event's.
  }
}

/** The time of day, with its date where that is not today. */
export function moment(at: number, now: number) {
  const today = day.format(at) === day.format(now);
  return today ? time.format(at) : `${day.format(at)}, ${time.format(at)}`;
}

/** A span in words that fit a door: "25 min", "3 h", "2 d". */
export function span(milliseconds: number) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 100) return say('SpanMinutes', minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? say('SpanHours', hours) : say('SpanDays', Math.round(hours / 24));
}

/** The one text or the other, by number: <c>WaitsOne</c>, <c>WaitsMany</c>. */
export const count = (key: string, value: number) => say(value === 1 ? `${key}One` : `${key}Many`, number(value));

/** A refusal's code in words; one that this page does not know yet is a plain refusal. */
export const refusal = (code: string | null) => say(code && knows(`code_${code}`) ? `code_${code}` : 'Refused');
