import {spawn} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {styleText} from 'node:util';
import {tour} from './demo-tour.js';
import {ensureInstalled, root} from './installation.js';

/** `npm run demo`: installs what is missing, builds, and shows what lse does on a small tree, in tmp/demo, which stays to be looked at. */
const DIRECTORY = join(root, 'tmp', 'demo');

ensureInstalled();
rmSync(DIRECTORY, {recursive: true, force: true});
mkdirSync(DIRECTORY, {recursive: true});
process.stdout.write('== Building lse, for some ten seconds the first time\n');
try {
  await tour(DIRECTORY, write, build());
} catch (error) {
  process.stderr.write(`\nFailed: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** Quiet, unless it fails. */
async function build() {
  const child = spawn(process.execPath, ['scripts/build.js'], {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the build ended with ${code}.\n${said}`);
}

/** @param {string} line @param {import('./demo-tour.js').Kind} kind */
function write(line, kind) {
  const style = kind === 'heading' ? 'cyan' : 'bold';
  process.stdout.write(
    `${process.stdout.isTTY && process.stdout.hasColors() && kind !== 'output' ? styleText(style, line) : line}\n`,
  );
}
