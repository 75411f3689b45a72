// The field: tells a hand scanner from a hand. A scanner without Enter writes fast and then stops; a hand never submits by itself.

/** Gaps between two characters of one burst stay below this, in milliseconds. */
const fast = 35;
const pause = 80;
/** What follows within this time is of the same hand or scanner: one on radio may stutter, and no badge may lose its first characters. */
const breath = 800;
/** A scanner without Enter is known by its first badge; until then, and with one that sends it, half a badge is not taken for one. */
const unsure = 1500;
const sure = 300;
const shortest = 4;

export interface Typed {
  submit(code: string): void;
  /** Something was typed: the result before is no longer about what stands in the field. */
  began(): void;
  changed(text: string): void;
  /** Whether the list of names took the key. */
  takes(key: string): boolean;
}

export function watchField(field: HTMLInputElement, typed: Typed) {
  let burst = '';
  let run = '';
  let last = -Infinity;
  let timer: number | undefined;
  let silence = unsure;

  function finish(code: string) {
    clearTimeout(timer);
    burst = run = '';
    field.value = '';
    typed.changed('');
    if (code.trim()) typed.submit(code.trim());
  }

  field.addEventListener('input', (event) => {
    const { data, inputType } = event as InputEvent;
    const now = event.timeStamp;
    clearTimeout(timer);
    const one = data?.length === 1 && inputType === 'insertText';
    burst = one ? (now - last < fast ? burst : '') + data : '';
    run = one ? (now - last < breath ? run : '') + data : '';
    last = now;
    typed.began();
    typed.changed(field.value);
    // What a hand had begun before is not part of the badge.
    if (burst.length >= shortest) timer = window.setTimeout(() => {
      silence = sure;
      finish(run);
    }, silence);
  });

  // The key of a phone's keyboard that says "Go".
  field.form!.addEventListener('submit', (event) => {
    event.preventDefault();
    finish(field.value);
  });

  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const ends = event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey && field.value.trim() !== '');
    const scanned = burst.length >= shortest && event.timeStamp - last < pause ? run : null;
    if (ends && scanned) {
      silence = unsure;
      event.preventDefault();
      finish(scanned);
    } else if (typed.takes(event.key)) {
      event.preventDefault();
    } else if (ends) {
      event.preventDefault();
      finish(field.value);
    } else if (event.key === 'Escape') {
      finish('');
    }
  });
}

/** The badge without what the scanner is set to send around it. */
export function bare(code: string, { prefix, suffix }: { prefix: string; suffix: string }) {
  if (prefix && code.startsWith(prefix)) code = code.slice(prefix.length);
  if (suffix && code.endsWith(suffix)) code = code.slice(0, -suffix.length);
  return code.trim();
}
