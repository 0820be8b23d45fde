import {spawnSync} from 'node:child_process';
import {cpus, release, totalmem, type} from 'node:os';
import sqlite3 from 'sqlite3';
import {withClient} from './databases.js';

/** @typedef {readonly (readonly [string, string])[]} Facts */

/** Settings that change what a server's times mean. */
const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'work_mem', 'jit'];

/**
 * What must be known to read the numbers, and nothing that would tell whose machine it is.
 *
 * @param {string} root
 * @param {string} server
 * @param {{rounds: number, quick: boolean, duckDb: string}} run
 * @returns {Promise<Facts>}
 */
export async function machineFacts(root, server, {rounds, quick, duckDb}) {
  const processors = cpus();
  const postgres = await postgresFacts(server);
  return [
    ['Date', new Date().toISOString().slice(0, 10)],
    ['Commit', commit(root)],
    ['Processors', `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`],
    ['Memory', `${(totalmem() / 2 ** 30).toFixed(1)} GiB`],
    ['System', `${type()} ${release().split('.').slice(0, 2).join('.')}`],
    ['Node', process.version],
    ['PostgreSQL', postgres.version],
    ['Its settings', postgres.settings],
    ['SQLite', await sqliteVersion()],
    ['DuckDB', duckDb],
    ['Runs of each command', `${rounds}${quick ? ', on small data: a smoke test, not a measurement' : ''}`],
  ];
}

/** @param {string} root */
function commit(root) {
  const git = (/** @type {string[]} */ ...args) => spawnSync('git', args, {cwd: root, encoding: 'utf8'});
  const {status, stdout} = git('rev-parse', 'HEAD');
  if (status !== 0) return 'unknown: not a checkout';
  const changed = git('status', '--porcelain', '--', 'src', 'bin', 'package.json', 'package-lock.json').stdout !== '';
  return stdout.trim() + (changed ? ', with changes that are not committed' : '');
}

/** @param {string} server */
function postgresFacts(server) {
  return withClient(server, async (client) => {
    const {rows} = await client.query('select name, current_setting(name) as value from unnest($1::text[]) as name', [
      SETTINGS,
    ]);
    const {rows: versions} = await client.query("select current_setting('server_version') as version");
    return {
      version: String(versions[0]?.version),
      settings: rows.map(({name, value}) => `${name} ${value}`).join(', '),
    };
  });
}

/** @returns {Promise<string>} */
function sqliteVersion() {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(':memory:');
    database.get('select sqlite_version() as version', (error, row) => {
      database.close();
      if (error) reject(error);
      else resolve(/** @type {{version: string}} */ (row).version);
    });
  });
}
