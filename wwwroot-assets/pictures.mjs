// Draws the portal's sign as the pictures that phones want for an installed station: two sizes, and one whose edge may be cut off.
import { Resvg } from '@resvg/resvg-js';
import { readFileSync, writeFileSync } from 'node:fs';

/** A cut to any shape keeps the middle four fifths: the sign's ground is drawn to the edge and the sign itself smaller. */
const maskable = (svg) => svg
  .replace('viewBox="0 0 32 32"', 'viewBox="-6 -6 44 44"')
  .replace('<rect width="32" height="32" rx="8"', '<rect x="-6" y="-6" width="44" height="44"');

/** Writes the pictures beside the sign. */
export function pictures(sign, folder) {
  const svg = readFileSync(sign, 'utf8');
  for (const [name, drawn, width] of [['icon-192', svg, 192], ['icon-512', svg, 512], ['icon-maskable', maskable(svg), 512]]) {
    if (drawn === svg && name === 'icon-maskable') throw new Error('The sign is not drawn as it was: its ground was not found.');
    writeFileSync(`${folder}${name}.png`, new Resvg(drawn, { fitTo: { mode: 'width', value: width } }).render().asPng());
  }
}
