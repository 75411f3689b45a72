// Bundles scripts, styles, fonts and icons into the web project's wwwroot. Run by the build of AdminPortal.Web.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { iconFont } from './icons.mjs';
import { pictures } from './pictures.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../src/AdminPortal.Web/wwwroot/', import.meta.url));

/** The most frequent passwords, as many as the meter of strength brings to the browser. */
const common = JSON.parse(readFileSync(`${here}node_modules/@zxcvbn-ts/language-common/src/passwords.json`, 'utf8')).slice(0, 6000);

/** One line for each file that a page loads: its name in wwwroot and its source. */
const entries = {
  app: 'src/app.ts',
  chart: 'src/chart.ts',
  station: 'src/station.ts',
  'station-decoder': 'src/station-decoder.ts',
  'station-sw': 'src/station-sw.ts',
  strength: 'src/strength.ts',
  trust: 'src/trust.ts',
  wall: 'src/wall.ts',
  'wall-pair': 'src/wall-pair.ts',
  'styles/app': 'styles/app.css',
  'styles/station': 'styles/station.css',
  'styles/wall': 'styles/wall.css',
};

mkdirSync(out, { recursive: true });
cpSync(`${here}public`, out, { recursive: true });
cpSync(`${here}node_modules/zxing-wasm/dist/reader/zxing_reader.wasm`, `${out}zxing_reader.wasm`);
pictures(`${here}public/favicon.svg`, out);
await iconFont(`${out}styles/symbols.woff2`);
await build({
  absWorkingDir: here,
  entryPoints: Object.entries(entries).map(([name, source]) => ({ out: name, in: source })),
  outdir: out,
  bundle: true,
  format: 'esm',
  target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
  minify: true,
  legalComments: 'none',
  assetNames: 'styles/fonts/[name]-[hash]',
  loader: { '.woff2': 'file' },
  define: { COMMON: JSON.stringify(common) },
  external: ['./symbols.woff2'],
  logLevel: 'warning',
});
