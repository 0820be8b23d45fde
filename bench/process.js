import {spawn, spawnSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';

/**
 * @typedef {object} Command
 * @property {string} label what tables call it
 * @property {readonly string[]} argv
 * @property {Readonly<Record<string, string>>} [env] on top of an environment without settings of lse, Node or PostgreSQL
 * @property {string} [cwd]
 * @property {() => Promise<void> | void} [prepare] before each run, not measured
 * @property {string} [prepared] what `prepare` does, for the reader
 * @property {number} [code] the exit code with which it ends; 0 unless said
 * @property {boolean} [inner] it prints `{"milliseconds": …}`, which counts instead of the time of the process
 */

/**
 * @typedef {object} Run
 * @property {number} seconds
 * @property {number | null} cpuSeconds user and system; null if GNU time is missing
 * @property {number | null} peakBytes of the largest process
 * @property {string} stdout
 * @property {string} stderr
 */

const GNU_TIME = '/usr/bin/time';
const hasGnuTime = spawnSync(GNU_TIME, ['-f', '%U %S %M', 'true'], {stdio: 'ignore'}).status === 0;

/** What to tell a reader who misses the figures; null if they are measured. */
export const usageNotice = hasGnuTime
  ? null
  : `There is no GNU time at ${GNU_TIME}, so only wall time is measured, neither CPU nor memory. On Debian and Ubuntu: ` +
    'apt install time. On macOS and Windows: run the benchmark in a Linux container.';

/**
 * Runs a command once and throws if it fails: a failure is never a fast run.
 *
 * @param {Command} command
 * @returns {Promise<Run>}
 */
export async function runCommand(command) {
  await command.prepare?.();
  const scratch = mkdtempSync(join(tmpdir(), 'lse-bench-run-'));
  try {
    return await measure(command, scratch);
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

/** Output goes to files: reading a pipe would take the benchmark's own share of the processors.
 * @param {Command} command @param {string} scratch @returns {Promise<Run>} */
async function measure(command, scratch) {
  const [out, err, usage] = [join(scratch, 'out'), join(scratch, 'err'), join(scratch, 'usage')];
  const wrapper = hasGnuTime ? [GNU_TIME, '-o', usage, '-f', '%U %S %M'] : [];
  const [program, ...args] = [...wrapper, ...command.argv];
  if (program === undefined) throw new Error('A command without a program.');
  const files = [openSync(out, 'w'), openSync(err, 'w')];
  const start = performance.now();
  const child = spawn(program, args, {
    cwd: command.cwd,
    env: {...cleanEnvironment(), ...command.env},
    stdio: ['ignore', ...files],
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const wall = (performance.now() - start) / 1000;
  for (const file of files) closeSync(file);
  const [stdout, stderr] = [readFileSync(out, 'utf8'), readFileSync(err, 'utf8')];
  if (code !== (command.code ?? 0))
    throw new Error(`'${command.label}' failed with exit code ${code}.\n${stdout}${stderr}`.trimEnd());
  const seconds = command.inner === true ? JSON.parse(stdout).milliseconds / 1000 : wall;
  return {seconds, ...(hasGnuTime ? readUsage(usage) : {cpuSeconds: null, peakBytes: null}), stdout, stderr};
}

/** @param {string} file */
function readUsage(file) {
  // A line before it says so when the command ended with another code than 0.
  const last = readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '';
  const [user, system, kibibytes] = last.split(' ').map(Number);
  if (!Number.isFinite(kibibytes)) throw new Error(`GNU time did not say what was used: ${last}`);
  return {cpuSeconds: Number(user) + Number(system), peakBytes: Number(kibibytes) * 1024};
}

/** What the caller's shell happens to hold must not decide what is measured. */
export function cleanEnvironment() {
  const isForeign = (/** @type {string} */ name) => /^(LSE_|PG|NODE_)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}
