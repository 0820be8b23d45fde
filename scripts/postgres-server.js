import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pg from 'pg';
import {makeOwned, postgresBinaries, serverAccount} from './postgres-binaries.js';

/** @typedef {{url: string, stop: () => Promise<void>}} Server */

const START_SECONDS = 30;

/**
 * Starts a throw-away PostgreSQL of this process's own, or uses the one that LSE_TEST_DATABASE_URL names. It ends with
 * `stop`, and also when this process dies, in whatever way: its keeper reads a pipe that only this process holds open.
 *
 * @returns {Promise<Server>}
 */
export async function startPostgres() {
  const given = process.env.LSE_TEST_DATABASE_URL;
  if (given !== undefined && given !== '') return {url: given, stop: async () => {}};
  const account = serverAccount();
  const directory = mkdtempSync(join(tmpdir(), 'lse-postgres-'));
  makeOwned(directory, account);
  const {initdb, postgres} = postgresBinaries(account, directory);
  const data = join(directory, 'data');
  const init = spawnSync(
    initdb,
    ['-D', data, '-U', 'postgres', '--locale=C', '--encoding=UTF8', '--no-sync', '-A', 'trust'],
    {...account, cwd: directory, encoding: 'utf8'},
  );
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr || init.error}`);
  const port = await freePort();
  const keeper = keep(postgres, data, port, directory, account);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    if (keeper.exitCode === null) {
      const ended = new Promise((resolve) => keeper.once('exit', resolve));
      if (process.platform === 'win32') keeper.kill();
      else keeper.stdin?.end();
      await ended;
    }
    rmSync(directory, {recursive: true, force: true});
  };
  try {
    await untilReady(url, () => keeper.exitCode === null);
  } catch (error) {
    const log = readFileSync(join(directory, 'log'), 'utf8').slice(-2000);
    await stop();
    throw new Error(`PostgreSQL did not start (${/** @type {Error} */ (error).message}). Its log ends:\n${log}`);
  }
  return {url, stop};
}

/**
 * @template T
 * @param {(url: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPostgres(work) {
  const server = await startPostgres();
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

/**
 * @param {string} postgres
 * @param {string} data
 * @param {number} port
 * @param {string} directory
 * @param {import('./postgres-binaries.js').Account} account
 */
function keep(postgres, data, port, directory, account) {
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'unix_socket_directories='];
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  if (process.platform === 'win32') return spawn(postgres, args, {stdio: 'ignore'});
  // `cat` ends when the last holder of the pipe is gone, which is this process; INT is a fast shutdown.
  const script =
    '"$@" >"$LOG" 2>&1 </dev/null & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid; rm -rf "$DIRECTORY"';
  return spawn('sh', ['-c', script, 'sh', postgres, ...args], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {...process.env, LOG: join(directory, 'log'), DIRECTORY: directory},
  });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * @param {string} url
 * @param {() => boolean} isAlive
 */
async function untilReady(url, isAlive) {
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    const client = new pg.Client({connectionString: url});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (!isAlive()) throw new Error('it ended by itself');
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
