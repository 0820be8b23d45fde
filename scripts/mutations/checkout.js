import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from '../installation.js';

/**
 * @typedef {import('./sections.js').Mutation} Mutation
 * @typedef {{readonly test: string, readonly message: string}} Failure
 * @typedef {{readonly passed: number, readonly failures: readonly Failure[], readonly trouble: string}} Outcome
 *   `trouble` is why a test file could not run at all, empty if all did.
 * @typedef {{fullName: string, status: string, failureMessages: string[]}} Assertion
 * @typedef {{testResults: {message: string, testExecError?: object, assertionResults: Assertion[]}[]}} JestReport
 */

const COPIED = [
  'src',
  'test',
  'fixtures',
  'reports',
  'docs',
  'scripts',
  'bin',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
];
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
/** A mutation that makes the code wait for ever. */
const LONGEST_MILLISECONDS = 180_000;

const REMOVALS = 10;

/** A copy of the checkout in which code may be broken. */
export class Checkout {
  #directory = realpathSync(mkdtempSync(join(tmpdir(), 'lse-mutate-')));
  #environment;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #running;

  /** @param {string} serverUrl */
  constructor(serverUrl) {
    // Some tests run a command as a user who may not read everything.
    chmodSync(this.#directory, 0o755);
    for (const path of COPIED) cpSync(join(root, path), join(this.#directory, path), {recursive: true});
    symlinkSync(join(root, 'node_modules'), join(this.#directory, 'node_modules'), 'junction');
    const temporary = join(this.#directory, 'tmp');
    mkdirSync(temporary);
    this.#environment = {...process.env, LSE_TEST_DATABASE_URL: serverUrl, TMPDIR: temporary, NODE_ENV: 'test'};
  }

  remove() {
    // Else it would go on writing into what is being removed; workers of its own notice its end a moment later.
    this.#running?.kill('SIGKILL');
    for (let attempt = 1; existsSync(this.#directory); attempt += 1) {
      try {
        rmSync(this.#directory, {recursive: true, force: true});
      } catch (error) {
        if (attempt === REMOVALS) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      }
    }
  }

  /** @param {string} file @returns {string | null} */
  read(file) {
    const path = join(this.#directory, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  }

  /** What fails without any mutation; empty if nothing does. @param {readonly string[]} tests @param {number} workers */
  async runUnmutated(tests, workers) {
    const missing = tests.filter((test) => !existsSync(join(this.#directory, test)));
    if (missing.length > 0) return `There is no ${missing.join(', no ')}.`;
    const outcome = await this.#jest([`--maxWorkers=${workers}`, '--runTestsByPath', ...tests]);
    if (outcome === null) return 'jest did not end.';
    return [outcome.trouble, ...outcome.failures.map(({test, message}) => `${test}: ${message}`)].join('\n').trim();
  }

  /** @param {Mutation} mutation */
  async runMutated({file, find, replace, tests, only}) {
    const path = join(this.#directory, file);
    const source = readFileSync(path, 'utf8');
    // A function, so that `$&` in the new text is no pattern.
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
    try {
      if (isScanner(file) && !this.#compileScanner()) return null;
      // In one process: that is what the environment needs to stop all files at the first failure.
      const environment = join(this.#directory, 'scripts', 'mutations', 'fail-fast-environment.js');
      const pattern = only === undefined ? [] : [`--testNamePattern=${only}`];
      return await this.#jest([
        '--runInBand',
        `--testEnvironment=${environment}`,
        ...pattern,
        '--runTestsByPath',
        ...tests,
      ]);
    } finally {
      writeFileSync(path, source);
      if (isScanner(file)) this.#compileScanner();
    }
  }

  /** The tests run what was compiled of it. */
  #compileScanner() {
    const script = join(this.#directory, 'scripts', 'scanner.js');
    return spawnSync(process.execPath, [script], {stdio: 'ignore'}).status === 0;
  }

  /** @param {readonly string[]} args @returns {Promise<Outcome | null>} */
  async #jest(args) {
    const report = join(this.#directory, 'tmp', 'report.json');
    rmSync(report, {force: true});
    const child = spawn(
      process.execPath,
      [...JEST, '--json', `--outputFile=${report}`, `--cacheDirectory=${join(this.#directory, 'cache')}`, ...args],
      {
        cwd: this.#directory,
        env: this.#environment,
        stdio: 'ignore',
        timeout: LONGEST_MILLISECONDS,
        killSignal: 'SIGKILL',
      },
    );
    this.#running = child;
    await once(child, 'exit');
    return existsSync(report) ? outcomeOf(JSON.parse(readFileSync(report, 'utf8'))) : null;
  }
}

/** @param {string} file */
function isScanner(file) {
  return file.startsWith('src/scanner/');
}

/** The test that an assertion of its own made fail, if there is one. @param {Outcome} outcome */
export function caughtBy({failures}) {
  return failures.find(({message}) => isAssertion(message))?.test;
}

/** Every message of `expect` names the call that failed, in a property of fast-check as the cause. @param {string} message */
export function isAssertion(message) {
  return /\bexpect\(/.test(message);
}

/** @param {JestReport} report @returns {Outcome} */
function outcomeOf({testResults}) {
  const assertions = testResults.flatMap(({assertionResults}) => assertionResults);
  const broken = testResults.filter(({message, assertionResults}) => assertionResults.length === 0 && message !== '');
  return {
    passed: assertions.filter(({status}) => status === 'passed').length,
    failures: assertions
      .filter(({status}) => status === 'failed')
      .map(({fullName, failureMessages}) => ({test: fullName, message: plain(failureMessages.join(' '))})),
    trouble: broken.map(({message}) => plain(message)).join(' '),
  };
}

/** One line, without colours. @param {string} message */
export function plain(message) {
  return message
    .replace(/\u001b\[\d*m/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 2000);
}
