import {randomBytes} from 'node:crypto';
import {copyFileSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import pg from 'pg';
import {createDatabase} from '../scripts/postgres-database.js';
import {MANY_DATE, manyRunsSql} from './many-runs.js';
import {runCommand} from './process.js';

/** @typedef {import('./trees.js').Tree} Tree */

/** Databases, each made and loaded by lse itself when it is first asked for. */
export class Databases {
  #server;
  #lse;
  #directory;
  #journal;
  #prefix = `lse_bench_${randomBytes(4).toString('hex')}_`;
  /** @type {Map<string, Promise<string>>} */
  #urls = new Map();
  /** @type {(() => Promise<void>)[]} */
  #drops = [];

  /**
   * @param {string} server URL of any database of a PostgreSQL server
   * @param {import('./lse.js').Lse} lse
   * @param {string} directory for the SQLite files
   * @param {import('./journal.js').Journal} journal
   */
  constructor(server, lse, directory, journal) {
    this.#server = server;
    this.#lse = lse;
    this.#directory = directory;
    this.#journal = journal;
  }

  /** With the schema and nothing in it. @returns {Promise<string>} */
  emptyPostgres() {
    return this.#once('postgres empty', async () => {
      const url = await this.#create('empty');
      await this.#run('db migrate', url, []);
      return url;
    });
  }

  /** With the schema and nothing in it: the file `empty`. @returns {Promise<string>} */
  emptySqlite() {
    return this.#once('sqlite empty', async () => {
      const url = this.sqliteUrl('empty');
      await this.#run('db migrate', url, []);
      return url;
    });
  }

  /** @param {string} name @param {Tree} tree @returns {Promise<string>} */
  postgres(name, tree) {
    return this.#once(`postgres ${name}`, async () => this.#load(await this.copyPostgres('empty', name), tree));
  }

  /** @param {string} name @param {Tree} tree @returns {Promise<string>} */
  sqlite(name, tree) {
    return this.#once(`sqlite ${name}`, async () => {
      const url = this.sqliteUrl(name);
      await this.#run('db migrate', url, []);
      return this.#load(url, tree);
    });
  }

  /** With neither rows nor a schema. @param {string} name @returns {Promise<string>} */
  barePostgres(name) {
    return this.#create(name);
  }

  /** Of what was loaded, in another file. @param {string} name @param {string} copy @returns {string} */
  copySqlite(name, copy) {
    copyFileSync(join(this.#directory, `${name}.db`), join(this.#directory, `${copy}.db`));
    return this.sqliteUrl(copy);
  }

  /** Of a file that nobody has made yet. @param {string} name */
  sqliteUrl(name) {
    return `sqlite:${encodeURI(join(this.#directory, `${name}.db`))}`;
  }

  /** A file of that name, if it is there. @param {string} name */
  removeSqlite(name) {
    for (const end of ['', '-wal', '-shm']) rmSync(join(this.#directory, `${name}.db${end}`), {force: true});
  }

  /** In bytes. @param {string} url as `sqliteUrl` gives it */
  sqliteSize(url) {
    return statSync(decodeURI(url.slice('sqlite:'.length))).size;
  }

  /** One day of very many small runs, written by SQL. @param {number} runs @returns {Promise<string>} */
  manyRuns(runs) {
    return this.#once('postgres many', async () => {
      const url = await this.copyPostgres('empty', 'many');
      this.#journal.say(`Writing ${runs} runs into PostgreSQL`);
      await withClient(url, async (client) => {
        await client.query(`select lse_ensure_partition($1)`, [MANY_DATE]);
        await client.query(manyRunsSql, [runs, MANY_DATE, 0]);
        await client.query('vacuum (analyze) runs');
      });
      return url;
    });
  }

  /** @param {'empty' | 'many'} template @param {string} name @returns {Promise<string>} */
  async copyPostgres(template, name) {
    if (template === 'empty') await this.emptyPostgres();
    return this.#create(name, this.#prefix + template);
  }

  /** @param {string} url @param {string} name @returns {Promise<void>} drops it, if it is there */
  async dropPostgres(url, name) {
    await withClient(url, (client) => client.query(`drop database if exists ${this.#prefix}${name} with (force)`));
  }

  /** @param {string} name @returns {string} */
  postgresUrl(name) {
    const url = new URL(this.#server);
    url.pathname = `/${this.#prefix}${name}`;
    return url.href;
  }

  /** What a reader can repeat: neither the server's address nor this run's names. @param {string} text */
  shown(text) {
    return text.replaceAll(this.postgresUrl(''), '$SERVER/').replaceAll(this.#prefix, '');
  }

  async close() {
    for (const drop of this.#drops.reverse()) await drop();
  }

  /** @param {string} name @param {string} [template] */
  async #create(name, template) {
    const {url, drop} = await createDatabase(this.#server, this.#prefix + name, template);
    this.#drops.push(drop);
    return url;
  }

  /** @param {string} url @param {Tree} tree */
  async #load(url, tree) {
    this.#journal.say(`Loading ${tree.records} records into ${url.replace(/.*\//, '')}`);
    await this.#run('db load', url, ['--data-dir', tree.directory]);
    return url;
  }

  /** @param {string} command @param {string} url @param {string[]} flags */
  async #run(command, url, flags) {
    const whole = this.#lse.command(command, [...command.split(' '), ...flags], {LSE_DATABASE_URL: url});
    this.#journal.note(whole);
    await runCommand(whole);
  }

  /** @param {string} key @param {() => Promise<string>} make */
  #once(key, make) {
    const made = this.#urls.get(key) ?? make();
    this.#urls.set(key, made);
    return made;
  }
}

/**
 * @template T
 * @param {string} url
 * @param {(client: pg.Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withClient(url, work) {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
