/**
 * A server with LangSmith's API as the tests have it: `node bench/peers/langsmith-server.js RUNS BYTES`. It has one project, `shop`, whose runs all
 * start on 2025-09-13, ten a trace, and prints its URL and key as JSON once it listens. It ends with its standard input.
 */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {transformSync} from 'esbuild';

const RUNS_OF_TRACE = 10;
const DAY = Date.parse('2025-09-13T00:00:00Z');
const MILLISECONDS_A_DAY = 86_400_000;

const [runs = 0, bytes = 0] = process.argv.slice(2).map(Number);
const {FakeLangSmith, KEY, servedRun} = await module('../../test/support/fake-langsmith.ts');
const server = await FakeLangSmith.start();
server.project('shop', [...servedRuns()]);
process.stdout.write(`${JSON.stringify({url: server.url, key: KEY})}\n`);
process.stdin.resume().once('end', () => server.stop());

function* servedRuns() {
  /** @type {any} */
  let root;
  for (let number = 0; number < runs; number += 1) {
    const start = new Date(DAY + Math.floor((number * (MILLISECONDS_A_DAY - 1)) / runs)).toISOString();
    const isRoot = number % RUNS_OF_TRACE === 0;
    const rest = {outputs: JSON.stringify({page: `${number} <p class="price">0.0421 🚀</p>\n`.repeat(bytes / 42)})};
    /** @type {any} */
    const run = servedRun(number, start, isRoot ? {rest} : {root, rest});
    if (isRoot) root = run;
    yield run;
  }
}

/** A module in TypeScript that imports nothing but Node's own. @param {string} path */
async function module(path) {
  const source = readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
  const directory = mkdtempSync(join(tmpdir(), 'lse-bench-server-'));
  const file = join(directory, 'module.mjs');
  writeFileSync(file, transformSync(source, {loader: 'ts'}).code);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(directory, {recursive: true});
  }
}
