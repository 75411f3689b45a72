// Whether there is light enough: the mean of a small picture of what the camera sees.

/** Below this of 255 a camera finds no codes. */
const darkest = 45;

/** How often it is looked at. */
const every = 1_000;

const [width, height] = [32, 24];

export class Light {
  poor = false;
  private looked = -Infinity;
  private readonly picture = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });

  /** True when the answer has changed. */
  look(video: HTMLVideoElement, now: number) {
    if (now - this.looked < every || !this.picture) return false;
    this.looked = now;
    this.picture.drawImage(video, 0, 0, width, height);
    const { data } = this.picture.getImageData(0, 0, width, height);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
    const poor = sum / (width * height) < darkest;
    if (poor === this.poor) return false;
    this.poor = poor;
    return true;
  }

  forget() {
    this.poor = false;
  }
}
