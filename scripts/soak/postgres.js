import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {postgresBinaries, serverAccount} from '../postgres-binaries.js';
import {startPostgres} from '../postgres-server.js';
import {BreakingProxy} from './breaking-proxy.js';
import {withClient} from './databases/postgres.js';
import {password} from './message.js';

/**
 * @typedef {object} Postgres
 * @property {string} url as `lse` is given it, with a password
 * @property {string} proxiedUrl
 * @property {string | undefined} poolerUrl undefined: no pgbouncer here
 * @property {string} ownUrl as an administrator
 * @property {BreakingProxy} proxy
 * @property {(() => Promise<void>) | undefined} restart undefined: the server is somebody else's
 * @property {() => Promise<void>} stop
 */

/** Starts a server of our own (or takes that of LSE_TEST_DATABASE_URL), with a database that belongs to a role with a password. @param {string} name of the database @returns {Promise<Postgres>} */
export async function openPostgres(name) {
  const server = await startPostgres();
  await withClient(server.url, async (client) => {
    await client.query(`create role ${name} login password '${password}'`);
    await client.query(`create database ${name} owner ${name} template template0 encoding 'UTF8'`);
    // The throw-away server does not wait for its log, and would lose on a restart what it has promised.
    await client.query(`alter database ${name} set synchronous_commit = on`);
  });
  const own = new URL(server.url);
  own.pathname = `/${name}`;
  const url = new URL(own);
  [url.username, url.password] = [name, password];
  const at = (/** @type {number} */ port) =>
    Object.assign(new URL(url), {hostname: '127.0.0.1', port: String(port)}).href;
  const proxy = new BreakingProxy(own.hostname, Number(own.port || 5432));
  const pooler = await startPooler(own, name);
  return {
    url: url.href,
    proxiedUrl: at(await proxy.listen()),
    poolerUrl: pooler === null ? undefined : at(pooler.port),
    ownUrl: own.href,
    proxy,
    restart: isGiven() ? undefined : await restarter(own.href),
    stop: async () => {
      proxy.close();
      pooler?.stop();
      await withClient(server.url, (client) => dropAll(client, name)).catch(() => {});
      await server.stop();
    },
  };
}

function isGiven() {
  return (process.env.LSE_TEST_DATABASE_URL ?? '') !== '';
}

/** @param {string} url */
async function restarter(url) {
  const data = await withClient(
    url,
    async (client) => (await client.query('show data_directory')).rows[0].data_directory,
  );
  const account = serverAccount();
  const {pgCtl} = postgresBinaries(account, dirname(data));
  return async () => {
    const log = join(dirname(data), 'server.log');
    const {status} = spawnSync(pgCtl, ['restart', '-w', '-m', 'immediate', '-D', data, '-l', log], {
      ...account,
      cwd: '/',
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error('The server could not be started again.');
  };
}

/** @param {URL} server @param {string} role @returns {Promise<{port: number, stop: () => void} | null>} */
async function startPooler(server, role) {
  if (spawnSync('pgbouncer', ['--version'], {stdio: 'ignore'}).status !== 0) return null;
  const directory = mkdtempSync(join(tmpdir(), 'lse-pooler-'));
  chmodSync(directory, 0o777);
  const port = await freePort();
  const configuration = join(directory, 'pgbouncer.ini');
  writeFileSync(join(directory, 'users.txt'), `"${role}" "${password}"\n`);
  writeFileSync(
    configuration,
    `[databases]\n* = host=${server.hostname} port=${server.port || 5432}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}
auth_type = trust\nauth_file = ${directory}/users.txt\npool_mode = transaction\ndefault_pool_size = 5\nunix_socket_dir =\nlogfile = ${directory}/log\n`,
  );
  // It refuses to be root.
  const child = spawn('pgbouncer', [configuration], {...serverAccount(), stdio: 'ignore', cwd: directory});
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(directory, {recursive: true, force: true});
  };
  child.on('error', () => {});
  process.once('exit', stop);
  for (let tries = 0; tries < 50; tries += 1) {
    if (existsSync(join(directory, 'log')) && readFileSync(join(directory, 'log'), 'utf8').includes('process up'))
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {port, stop};
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {import('pg').Client} client @param {string} name of the database and of its role */
async function dropAll(client, name) {
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`drop role if exists ${name}`);
}
