// What a steward hears and feels: three answers that cannot be mixed up with the eyes elsewhere.
import type { Kind } from './types';

/** Each tone: its pitch in hertz, its start and its length in seconds. */
const tones: Partial<Record<Kind, [number, number, number][]>> = {
  admitted: [[660, 0, 0.09], [990, 0.1, 0.16]],
  refused: [[180, 0, 0.2], [140, 0.25, 0.35]],
  device: [[560, 0, 0.1], [560, 0.16, 0.1]],
  noted: [[560, 0, 0.1], [560, 0.16, 0.1]],
  barred: [[300, 0, 0.5]],
};
const shakes: Partial<Record<Kind, number[]>> = {
  admitted: [60],
  refused: [180, 80, 180],
  device: [60, 60, 60],
  noted: [60, 60, 60],
  barred: [400],
};

let context: AudioContext | undefined;

/** Browsers let a page sound only after a touch or a key. */
export function allowSound() {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
  } catch {
    // No sound on this device: colour, words and vibration stay.
  }
}

export function announce(kind: Kind, muted: boolean) {
  const shake = shakes[kind];
  if (shake && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(shake);
  if (muted || context?.state !== 'running') return;
  for (const [pitch, start, length] of tones[kind] ?? []) {
    const [tone, volume, from] = [context.createOscillator(), context.createGain(), context.currentTime + start];
    tone.type = kind === 'refused' ? 'square' : 'sine';
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + length);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}
