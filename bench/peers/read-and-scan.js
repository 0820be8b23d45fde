/**
 * The least that a report from files takes here: opens, reads and scans every file of one directory, and looks at nothing that
 * was found. `node bench/peers/read-and-scan.js DIR [PARTS [PART]]`; with PARTS it takes one part of the files, as one of so many
 * processors would. Prints the milliseconds inside, without the start of Node.
 */
import {closeSync, openSync, readdirSync, readSync} from 'node:fs';
import {sep} from 'node:path';
import {performance} from 'node:perf_hooks';

const [directory, parts = '1', part = '0'] = process.argv.slice(2);
if (directory === undefined) throw new Error('Usage: read-and-scan.js DIR [PARTS [PART]]');
/** What was built, which has no types yet when types are checked. */
const built = (/** @type {string} */ path) => import(new URL(`../../dist/core/${path}`, import.meta.url).href);
const {JsonScan} = await built('json/json-scan.js');
const {factsOutline} = await built('stripped-document.js');
const scan = JsonScan.start(factsOutline);
if (scan === null) throw new Error('This machine does not run the scanner.');

const start = performance.now();
const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
const memory = Buffer.allocUnsafeSlow(64 * 1024 * 1024);
let [bytes, reading] = [0, 0];
for (let at = Number(part); at < names.length; at += Number(parts)) {
  const before = performance.now();
  const file = openSync(`${directory}${sep}${names[at]}`, 'r');
  const length = readSync(file, memory, 0, memory.length, 0);
  closeSync(file);
  reading += performance.now() - before;
  bytes += length;
  if (scan.scan(memory.subarray(0, length)) === null) throw new Error(`${names[at]} is left to the exact reader.`);
}
const milliseconds = performance.now() - start;
process.stdout.write(`${JSON.stringify({milliseconds, reading, bytes})}\n`);
