// The camera: looks for codes until it is closed. A code that stays in the picture counts once.
import { Light } from './light';
import { find } from './page';

const again = 3000;

/** A code that nobody has is told once in this time: a poster in the picture does not fill the log. */
const strange = 60_000;

/** Of those not more are remembered. */
const most = 50;

const look = 120;

interface Reader {
  read(video: HTMLVideoElement): Promise<string | null>;
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

type DetectorType = { new (options?: { formats: string[] }): Detector; getSupportedFormats?(): Promise<string[]> };

/** The browser's own reader where it has one that knows QR codes, else the one that is loaded with the first use. */
async function reader(): Promise<Reader> {
  const Type = (globalThis as { BarcodeDetector?: DetectorType }).BarcodeDetector;
  const formats = (await Type?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (Type && formats.includes('qr_code')) {
    const detector = new Type({ formats });
    return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null };
  }
  return (await import(document.body.dataset.decoder!)) as Reader;
}

export class Camera {
  private readonly video = find<HTMLVideoElement>('video');
  private stream: MediaStream | undefined;
  private lit = false;
  private reader: Promise<Reader> | undefined;
  private seen = { code: '', at: -Infinity };
  /** What was read last, right or wrong: a code that nobody has must be read the same way twice. */
  private read = '';
  private readonly told = new Map<string, number>();
  private readonly brightness = new Light();
  private wanted = false;

  constructor(
    private readonly found: (code: string) => void, private readonly known: (code: string) => boolean,
    private readonly changed: () => void, private readonly device: () => string,
    private readonly facing: () => 'environment' | 'user',
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop();
      else if (this.wanted) void this.open().catch(() => this.close());
    });
  }

  get on() {
    return this.wanted;
  }

  get hasTorch() {
    const track = this.stream?.getVideoTracks()[0];
    return !!(track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch;
  }

  /** Too dark for codes, and the light is off. */
  get dim() {
    return this.brightness.poor && !this.lit;
  }

  get torch() {
    return this.lit;
  }

  /** Throws when there is no camera or it was not allowed. */
  async open() {
    this.wanted = true;
    const id = this.device();
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const video = id ? { ...size, deviceId: { exact: id } } : { ...size, facingMode: this.facing() };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video }).catch(() => navigator.mediaDevices.getUserMedia({ video: true }));
    } catch (problem) {
      this.close();
      throw problem;
    }
    if (!this.wanted) return this.stop();
    this.video.srcObject = this.stream;
    await this.video.play();
    this.changed();
    this.reader ??= reader();
    this.reader.catch(() => (this.reader = undefined));
    void this.watch(this.stream, await this.reader);
  }

  close() {
    this.wanted = false;
    this.stop();
  }

  async light() {
    this.lit = !this.lit;
    const track = this.stream?.getVideoTracks()[0];
    await track?.applyConstraints({ advanced: [{ torch: this.lit } as MediaTrackConstraintSet] }).catch(() => (this.lit = false));
    this.changed();
  }

  async devices() {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    return all.filter((device) => device.kind === 'videoinput');
  }

  private stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.video.srcObject = null;
    this.lit = false;
    this.brightness.forget();
    this.changed();
  }

  private async watch(stream: MediaStream, eye: Reader) {
    while (this.stream === stream) {
      const code = this.video.readyState >= 2 ? await eye.read(this.video).catch(() => null) : null;
      const now = performance.now();
      if (code && this.stream === stream) {
        const fresh = code !== this.seen.code || now - this.seen.at > again;
        this.seen = { code, at: now };
        if (fresh && this.counts(code, now)) this.found(code);
      }
      if (code) this.read = code;
      if (this.stream === stream && this.video.readyState >= 2 && this.brightness.look(this.video, now)) this.changed();
      await new Promise((resolve) => setTimeout(resolve, look));
    }
  }

  private counts(code: string, now: number) {
    if (this.known(code)) return true;
    if (code !== this.read) {
      this.seen.at = -Infinity; // read once more, then it counts
      return false;
    }
    if (now - (this.told.get(code) ?? -Infinity) < strange) return false;
    if (this.told.size >= most) this.told.clear();
    this.told.set(code, now);
    return true;
  }
}
