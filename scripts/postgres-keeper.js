import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {giveTo, postgresBinaries, serverAccount} from './postgres-binaries.js';

// A process of its own that makes the server and takes it away when its parent lets go of the channel between them. A
// killed parent lets go too, so not even `kill -9`, at any moment, leaves a server or a directory behind.

const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'];
const UNSAFE_BUT_FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const STARTS = 3;

// A parent that died before this line was reached sends no further notice.
if (!process.connected) process.exit();
/** @type {import('./postgres-server.js').ServerOptions} */
const wanted = JSON.parse(process.argv[2] ?? '{}');
const account = serverAccount();
const directory = mkdtempSync(join(temporaryParent(), 'lse-postgres-'));
const data = join(directory, 'data');
const log = join(directory, 'log');
/** @type {import('./postgres-binaries.js').Programs | undefined} */
let programs;

// The steps block the event loop, so a parent that dies during one is noticed after it.
process.once('disconnect', end);
process.once('SIGTERM', end);
try {
  giveTo(account, directory);
  programs = postgresBinaries(account, directory);
  run(programs.initdb, ['-D', data, '-U', 'postgres', '--locale=C', '--encoding=UTF8', '--no-sync', '-A', 'trust']);
  // Not by `initdb -c`, which came with PostgreSQL 16.
  appendFileSync(join(data, 'postgresql.conf'), lines([...SETTINGS, ...UNSAFE_BUT_FAST]));
  const hba = wanted.hba === undefined ? {} : {'pg_hba.conf': `${wanted.hba.join('\n')}\n`};
  // Not for initdb, which could not do its work under all of them.
  const later = {'postgresql.auto.conf': lines(wanted.settings ?? [])};
  for (const [name, text] of Object.entries({...wanted.files, ...hba, ...later})) {
    writeFileSync(join(data, name), text, {mode: 0o600});
  }
  giveTo(account, data);
  tell({url: `postgres://postgres@127.0.0.1:${await start(programs.pgCtl)}/postgres`});
} catch (error) {
  tell({failure: `${error instanceof Error ? error.message : error}\n${logTail()}`.trim()});
}

/** @param {string[]} settings */
function lines(settings) {
  return settings.map((setting) => `${setting.replace(/=(.*)/, " = '$1'")}\n`).join('');
}

/** Another process may take the free port before the server does, hence several tries.
 * @param {string} pgCtl */
async function start(pgCtl) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      run(pgCtl, ['start', '-w', '-D', data, '-l', join(directory, 'server.log'), '-o', `-p ${port}`]);
      return port;
    } catch (error) {
      if (attempt === STARTS) throw error;
    }
  }
}

function end() {
  if (programs !== undefined && existsSync(join(data, 'postmaster.pid'))) {
    spawnSync(programs.pgCtl, ['stop', '-w', '-m', 'immediate', '-D', data], options('ignore'));
  }
  rmSync(directory, {recursive: true, force: true, maxRetries: 5});
  process.exit();
}

/** @param {string} program @param {string[]} args */
function run(program, args) {
  const file = openSync(log, 'a');
  // A file, not a pipe: the server inherits it and would keep a pipe from ending.
  const {status, error} = spawnSync(program, args, options(['ignore', file, file]));
  closeSync(file);
  if (status !== 0) throw error ?? new Error(`${program} failed.`);
}

/** @param {import('node:child_process').StdioOptions} stdio */
function options(stdio) {
  // PGPORT and its like are meant for other servers.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return {...account, cwd: directory, stdio, env: {...Object.fromEntries(own), LC_ALL: 'C'}};
}

/** The system's temporary directory, unless a private one of root's that the server's account cannot enter. */
function temporaryParent() {
  for (let path = tmpdir(); account !== null && path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & constants.S_IXOTH) === 0) return '/tmp';
  }
  return tmpdir();
}

function logTail() {
  const files = [log, join(directory, 'server.log')].filter((file) => existsSync(file));
  return files.map((file) => readFileSync(file, 'utf8').slice(-2000)).join('\n');
}

/** @param {{url: string} | {failure: string}} message */
function tell(message) {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}
