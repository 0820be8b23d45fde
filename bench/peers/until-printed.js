/**
 * Runs a command, and prints `{"milliseconds": …, "printed": …}`: until whoever reads its stdout has the end of it, which is not the
 * end of the command.
 */
import {spawn} from 'node:child_process';
import {performance} from 'node:perf_hooks';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('Usage: until-printed.js PROGRAM ARGUMENT …');
const start = performance.now();
const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
/** @type {Buffer[]} */
const chunks = [];
let milliseconds = Number.NaN;
child.stdout.on('data', (chunk) => chunks.push(chunk));
child.stdout.once('end', () => {
  milliseconds = performance.now() - start;
});
child.once('close', (code) => {
  process.stdout.write(JSON.stringify({milliseconds, printed: Buffer.concat(chunks).toString()}));
  process.exitCode = code ?? 1;
});
