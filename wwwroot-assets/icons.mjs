// Cuts Material Symbols Rounded (5.4 MB) down to the icons that the sources name: every quoted word in the web project
// and here that is an icon's name (MudBlazor takes it as `icon/search`). Ligatures stay, so that `<span class="icon">search</span>` draws the icon.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fontkit from 'fontkit';
import subset from 'subset-font';

const here = fileURLToPath(new URL('.', import.meta.url));
const font = join(here, 'node_modules/material-symbols/material-symbols-rounded.woff2');
const noted = join(here, 'dist/words.txt');

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['bin', 'obj', 'wwwroot', 'node_modules', 'dist'].includes(entry.name) ? [] : sources(path);
    return /\.(razor|cs|cshtml|ts|css)$/.test(entry.name) ? [path] : [];
  });
}

/** Every word in the sources that may be an icon's name. */
function words() {
  const found = new Set();
  for (const file of [...sources(join(here, '../src/AdminPortal.Web')), ...sources(join(here, 'src')), ...sources(join(here, 'styles'))]) {
    for (const match of readFileSync(file, 'utf8').matchAll(/(?<=["'>]|icon\/)[a-z0-9][a-z0-9_]{2,}(?=["'<])/g)) found.add(match[0]);
  }
  return [...found].sort();
}

/** Writes the font, unless it is there and was made from the same words. */
export async function iconFont(target) {
  const wanted = words();
  const list = wanted.join('\n');
  if (existsSync(target) && existsSync(noted) && readFileSync(noted, 'utf8') === list) return;
  const whole = readFileSync(font);
  const face = fontkit.create(whole);
  const codes = new Map(face.characterSet.map((code) => [face.glyphForCodePoint(code).id, code]));
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_';
  // A name, also an older one that the font keeps as another name of the same icon, is drawn as one glyph.
  const icons = wanted.map((word) => face.layout(word).glyphs).filter((glyphs) => glyphs.length === 1).map(([glyph]) => codes.get(glyph.id)).filter(Boolean);
  const cut = await subset(whole, letters + String.fromCodePoint(...icons), {
    targetFormat: 'woff2',
    noLayoutClosure: true,
    variationAxes: { GRAD: 0, opsz: 24, wght: 400, FILL: { min: 0, max: 1 } },
  });
  for (const file of [target, noted]) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(target, cut);
  writeFileSync(noted, list);
}
