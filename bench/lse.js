import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {cleanEnvironment} from './process.js';
import {Skipped} from './result.js';

/** @typedef {import('./process.js').Command} Command */

/** The program that is measured, as it lies in `dist`. */
export class Lse {
  /** @type {Map<string, string | null>} */
  #help = new Map();

  /** @param {string} root of the repository @param {string} directory an empty one, so that no `.env` is found */
  constructor(root, directory) {
    this.program = join(root, 'bin', 'run.js');
    this.directory = directory;
  }

  /**
   * @param {string} label
   * @param {readonly string[]} args
   * @param {Readonly<Record<string, string>>} [env]
   * @returns {Command}
   */
  command(label, args, env = {}) {
    return {label, argv: [process.execPath, this.program, ...args], env, cwd: this.directory};
  }

  /**
   * A report from files without the cache, if this version has one.
   *
   * @param {string} label
   * @param {string} dataDir
   * @param {readonly string[]} args
   */
  fileReport(label, dataDir, args) {
    const cache = this.hasFlag(['report', 'zenrows-errors'], 'cache') ? ['--no-cache'] : [];
    return this.command(label, [...args, ...cache], {LSE_REPORT_BACKEND: 'file', LSE_DATA_DIR: dataDir});
  }

  /** @param {string} label @param {string} databaseUrl @param {readonly string[]} args */
  databaseReport(label, databaseUrl, args) {
    return this.command(label, args, {LSE_REPORT_BACKEND: 'db', LSE_DATABASE_URL: databaseUrl});
  }

  /** @param {readonly string[]} command @param {string} flag */
  hasFlag(command, flag) {
    return new RegExp(`--(\\[no-\\])?${flag}\\b`).test(this.#helpOf(command) ?? '');
  }

  /** @param {readonly string[]} command @param {string} flag */
  requireFlag(command, flag) {
    if (!this.hasFlag(command, flag)) throw new Skipped(`This lse has no '${command.join(' ')} --${flag}'.`);
  }

  /** @param {readonly string[]} command */
  has(command) {
    return this.#helpOf(command) !== null;
  }

  /** @param {readonly string[]} command */
  require(command) {
    if (!this.has(command)) throw new Skipped(`This lse has no command '${command.join(' ')}'.`);
  }

  /** @param {readonly string[]} command */
  #helpOf(command) {
    const key = command.join(' ');
    if (!this.#help.has(key)) {
      const {status, stdout} = spawnSync(process.execPath, [this.program, ...command, '--help'], {
        cwd: this.directory,
        env: cleanEnvironment(),
        encoding: 'utf8',
      });
      this.#help.set(key, status === 0 ? stdout : null);
    }
    return this.#help.get(key) ?? null;
  }
}
