// Reads badge codes as a station does, for tests: takes {code, codes} as lines of JSON and writes [verdict, number] likewise.
import { build } from 'esbuild';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const { outputFiles: [bundle] } = await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/station/code.ts'],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
});
const { codeRefusal, numberIn, verdict } = await import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);
for await (const line of createInterface({ input: process.stdin })) {
  const { code, codes } = JSON.parse(line);
  const read = await verdict(code, codes);
  process.stdout.write(`${JSON.stringify([read, numberIn(code), codeRefusal(read, codes)])}\n`);
}
