/**
 * The least that a report from files takes in JavaScript: opens, reads and parses every file of a directory tree, and looks at
 * nothing. `node bench/peers/read-and-parse.js DIR [PARTS]`; with PARTS it takes one part of the files, as one of so many
 * processors would. Prints the milliseconds inside, without the start of Node.
 */
import {closeSync, openSync, readdirSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';

const [directory, parts = '1'] = process.argv.slice(2);
if (directory === undefined) throw new Error('Usage: read-and-parse.js DIR [PARTS]');

const start = performance.now();
const names = readdirSync(directory, {encoding: 'utf8', recursive: true}).filter((name) => name.endsWith('.json'));
const memory = Buffer.allocUnsafeSlow(64 * 1024 * 1024);
let [bytes, reading] = [0, 0];
for (let at = 0; at < names.length; at += Number(parts)) {
  const before = performance.now();
  const file = openSync(join(directory, String(names[at])), 'r');
  const length = readSync(file, memory, 0, memory.length, 0);
  closeSync(file);
  reading += performance.now() - before;
  bytes += length;
  JSON.parse(memory.toString('latin1', 0, length));
}
const milliseconds = performance.now() - start;
process.stdout.write(`${JSON.stringify({milliseconds, reading, bytes})}\n`);
