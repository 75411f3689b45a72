// How strong a new password is, said while it is typed. Loaded by the pages on which one is set, and by no other; whether it is taken the
// server judges by itself. The most frequent of the passwords that it refuses suffice here: with all of them this would be much larger.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';

declare const COMMON: string[];

const least = 12;
const pause = 200;
const judge = new ZxcvbnFactory({ dictionary: { common: COMMON } });

for (const meter of document.querySelectorAll<HTMLElement>('[data-strength]')) {
  const field = document.getElementById(meter.dataset.strength!) as HTMLInputElement;
  const words = meter.dataset.words!.split('|');
  const text = meter.querySelector('[role=status]')!;
  let waits = 0;
  const tell = (): void => {
    const own = [...(field.form?.querySelectorAll<HTMLInputElement>('[autocomplete=username], [autocomplete=name]') ?? [])];
    const names = own.flatMap((one) => one.value.toLowerCase().split(/[\s@.+_-]+/)).filter((name) => name.length > 1);
    const score = field.value.length < least ? 0 : Math.max(1, judge.check(field.value, [...names, 'adminportal']).score);
    meter.dataset.score = `${score}`;
    meter.hidden = field.value === '';
    text.textContent = meter.hidden ? '' : words[score];
  };
  field.addEventListener('input', () => {
    clearTimeout(waits);
    waits = setTimeout(tell, pause) as unknown as number;
  });
}
