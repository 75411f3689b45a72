// Reads codes from the camera's picture where the browser cannot: zxing as WebAssembly, loaded with the first use of the camera.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';

const widest = 720;
const canvas = document.createElement('canvas');
const context = canvas.getContext('2d', { willReadFrequently: true })!;
const options: ReaderOptions = {
  formats: ['QRCode', 'DataMatrix', 'Code128', 'Code39', 'EAN13', 'EAN8', 'ITF'],
  maxNumberOfSymbols: 1,
};

// From the portal itself: a door has no other network, and may have none at all.
prepareZXingModule({ overrides: { locateFile: () => document.body.dataset.reader! } });

/** The text of the code in the picture; null when there is none. */
export async function read(video: HTMLVideoElement): Promise<string | null> {
  const scale = Math.min(1, widest / video.videoWidth);
  const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  if (!width || !height) return null;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  context.drawImage(video, 0, 0, width, height);
  const [found] = await readBarcodes(context.getImageData(0, 0, width, height), options);
  return found?.isValid ? found.text : null;
}
