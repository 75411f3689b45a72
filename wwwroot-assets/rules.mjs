// Decides scans as a station does, for tests: reads {rules, person, scan, inside} as lines of JSON and writes the decisions likewise.
import { build } from 'esbuild';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const { outputFiles: [bundle] } = await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/station/rules.ts'],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
});
const { decide } = await import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);
const answers = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { rules, person, scan, inside } = JSON.parse(line);
  answers.push(JSON.stringify(decide(rules, person, scan, inside)));
  if (answers.length === 1000) process.stdout.write(`${answers.splice(0).join('\n')}\n`);
}
if (answers.length > 0) process.stdout.write(`${answers.join('\n')}\n`);
