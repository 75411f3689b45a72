// What hands do at the station: the field, the buttons beneath it, and keys and taps that are meant for the field.
import { find } from './page';
import { allowSound } from './sound';
import type { Action } from './types';
import { type Typed, watchField } from './typing';

export interface Hands extends Typed {
  /** Somebody is there. */
  touched(): void;
  /** The field is meant; by a key also where it otherwise waits for the finger. */
  focus(key?: boolean): void;
  undo(): void;
  camera(): void;
  light(): void;
  more(): void;
  direction(action: Action): void;
}

export function watchHands(hands: Hands) {
  watchField(find<HTMLInputElement>('field'), hands);
  for (const kind of ['pointerdown', 'keydown']) {
    addEventListener(kind, () => {
      hands.touched();
      allowSound();
    });
  }
  find('undo').addEventListener('click', () => hands.undo());
  find('scan').addEventListener('click', () => hands.camera());
  find('light').addEventListener('click', () => hands.light());
  find('open-more').addEventListener('click', () => hands.more());
  find('direction').addEventListener('change', (event) => hands.direction((event.target as HTMLInputElement).value as Action));
  // A tap beside everything and a key for nobody are meant for the field.
  find('result').addEventListener('click', () => hands.focus());
  addEventListener('keydown', (event) => {
    const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && document.activeElement === document.body) hands.focus(true);
  });
}
