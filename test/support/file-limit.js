import {readFileSync} from 'node:fs';

/** @typedef {{readonly path: string}} TestFile */

/**
 * A reporter that ends the run when a test file does not end, and names that file. jest limits each test, but only while
 * the thread of the test is free: a loop without an end would hold the whole run until whoever started it stops it, and
 * then nothing says which file it was. It needs workers: a file that runs beside the reporter keeps that busy, too.
 */
export default class FileLimit {
  /** @type {Map<string, number>} */
  #begun = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #watch;
  #seconds;

  /** @param {unknown} _config @param {{readonly seconds: number}} options */
  constructor(_config, {seconds}) {
    this.#seconds = seconds;
  }

  onRunStart() {
    this.#watch = setInterval(() => this.#look(), Math.min(10, this.#seconds) * 1_000);
  }

  /** @param {TestFile} file */
  onTestFileStart({path}) {
    this.#begun.set(path, performance.now());
  }

  /** @param {TestFile} file */
  onTestFileResult({path}) {
    this.#begun.delete(path);
  }

  onRunComplete() {
    clearInterval(this.#watch);
  }

  #look() {
    const endless = [...this.#begun].filter(([, begun]) => performance.now() - begun > this.#seconds * 1_000);
    if (endless.length === 0) return;
    for (const [path] of endless) process.stderr.write(`\nFailed: ${path} did not end within ${this.#seconds} s.\n`);
    // They would keep their loop. What keeps a server is left alone: it ends, and takes the server along, when this process does.
    for (const worker of workers()) process.kill(worker, 'SIGKILL');
    process.exit(1);
  }
}

/** @returns {number[]} the processes that run test files, as Linux lists them; none elsewhere */
function workers() {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children
      .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('jest-worker'))
      .map(Number);
  } catch {
    return [];
  }
}
