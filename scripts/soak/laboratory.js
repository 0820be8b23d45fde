import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {PostgresDatabase} from './databases/postgres.js';
import {SqliteDatabase} from './databases/sqlite.js';
import {openPostgres} from './postgres.js';
import {mountSmallDisk} from './small-disk.js';
import {Tree} from './tree.js';

/** @typedef {import('./databases/database.js').Database} Database */

const FIRST_DURATION = 400;

/** Everything that a soak works on, all of it real, below one directory. */
export class Laboratory {
  /** @type {Map<string, number>} */
  #durations = new Map();

  /**
   * @param {string} directory
   * @param {import('./postgres.js').Postgres | null} postgres
   * @param {{program: string, has: (name: string) => boolean}} options
   */
  constructor(directory, postgres, {program, has}) {
    this.program = program;
    this.directory = directory;
    this.postgres = postgres;
    this.tree = new Tree(join(directory, 'data'), has);
    this.sqlitePath = join(directory, 'lse.db');
    this.cacheDirectory = join(directory, '.lse', 'cache');
    this.smallDisk = mountSmallDisk(join(directory, 'small-disk'));
    this.otherUser = otherUser(directory, program);
    this.shortLimits = shortLimits();
    /** @type {Database[]} */
    this.databases = [new SqliteDatabase(this.sqlitePath)];
    if (postgres !== null) this.databases.push(new PostgresDatabase(postgres.url, postgres.ownUrl));
  }

  /** @param {string} directory @param {{withPostgres: boolean, program: string, has: (name: string) => boolean}} options */
  static async open(directory, options) {
    mkdirSync(directory, {recursive: true});
    // So that another user can look in.
    chmodSync(directory, 0o755);
    const postgres = options.withPostgres ? await openPostgres(`lse_soak_${process.pid}`) : null;
    return new Laboratory(directory, postgres, options);
  }

  get postgresOwnUrl() {
    if (this.postgres === null) throw new Error('There is no PostgreSQL in this soak.');
    return this.postgres.ownUrl;
  }

  /** Milliseconds that a command of this kind took last. @param {readonly string[]} args */
  durationOf(args) {
    return this.#durations.get(args.slice(0, 2).join(' ')) ?? FIRST_DURATION;
  }

  /** @param {readonly string[]} args @param {number} milliseconds */
  noteDuration(args, milliseconds) {
    this.#durations.set(args.slice(0, 2).join(' '), milliseconds);
  }

  async close() {
    this.smallDisk?.unmount();
    await this.postgres?.stop();
  }
}

/** What runs a command as `nobody`; null if that is not possible. @param {string} directory @param {string} program @returns {string[] | null} */
function otherUser(directory, program) {
  if (process.getuid?.() !== 0) return null;
  const wrapper = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const {status} = spawnSync('setpriv', [...wrapper.slice(1), process.execPath, program, '--version'], {
    cwd: directory,
    stdio: 'ignore',
    env: {...process.env, HOME: directory},
  });
  return status === 0 ? wrapper : null;
}

const LIMITS = {LSE_DB_STATEMENT_TIMEOUT: 5, LSE_DB_SILENCE_LIMIT: 5};

/** The limits on waiting, set to a few seconds in the unit of `.env.example`; one that is not in there is not known to this version. */
function shortLimits() {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  return Object.fromEntries(
    Object.entries(LIMITS).flatMap(([name, seconds]) => {
      const [, digits, unit] = new RegExp(`^#? ?${name}=(\\d+)([a-z]*)$`, 'm').exec(example) ?? [];
      if (digits === undefined) return [];
      const isMilliseconds = unit === 'ms' || (unit === '' && Number(digits) >= 1000);
      return [[name, `${isMilliseconds ? seconds * 1000 : seconds}${unit}`]];
    }),
  );
}
