import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

export const ownProgram = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/**
 * @typedef {object} Outcome
 * @property {string[]} command
 * @property {number | null} code null: it ended by a signal
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} hung it did not end by itself within the limit
 * @property {number} milliseconds
 *
 * @typedef {object} Running
 * @property {number} pid
 * @property {(signal: NodeJS.Signals) => void} kill
 * @property {() => void} leave closes the pipe from its stdout
 * @property {Promise<Outcome>} outcome
 *
 * @typedef {object} Call
 * @property {string} program a script for Node
 * @property {string[]} args
 * @property {Record<string, string>} environment
 * @property {string} cwd
 * @property {number} limit seconds
 * @property {string[]} [wrapper] a program that starts the command, and its arguments
 * @property {number} [stdout] a file descriptor instead of a pipe
 */

const MOST_KEPT = 4_000_000;

/** Starts `bin/run.js` as a process of its own, in a group of its own. @param {Call} call @returns {Running} */
export function startLse({program, args, environment, cwd, limit, wrapper = [], stdout}) {
  const command = [...wrapper, process.execPath, program, ...args];
  const started = Date.now();
  const child = spawn(/** @type {string} */ (command[0]), command.slice(1), {
    cwd,
    detached: true,
    env: {...withoutOthers(process.env), ...environment},
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  });
  const kept = {stdout: '', stderr: ''};
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      if (kept[name].length < MOST_KEPT) kept[name] += text;
    });
    child[name]?.on('error', () => {});
  }
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    kill('SIGKILL');
  }, limit * 1000);
  /** @type {Promise<Outcome>} */
  const outcome = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({command: ['lse', ...args], code, signal, ...kept, hung, milliseconds: Date.now() - started});
    });
  });
  const leave = () => child.stdout?.destroy();
  return {pid: child.pid ?? 0, kill, leave, outcome};
}

/** Settings of whoever started the soak are none of its own. @param {NodeJS.ProcessEnv} environment */
function withoutOthers(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(LSE_|PG|FORCE_COLOR|NODE_ENV|JEST)/.test(name)),
  );
}
