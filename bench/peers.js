import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const directory = fileURLToPath(new URL('.', import.meta.url));
const INSTALLED = `${directory}node_modules/.package-lock.json`;
const DUCKDB = 'node_modules/@duckdb/node-api';

/**
 * Installs what lse is measured against, as bench/package-lock.json has it. They are no packages of lse's own, so that
 * nobody waits for them who does not measure.
 *
 * @returns {string | null} the version of DuckDB; null if it could not be installed
 */
export function installPeers() {
  const locked = versionIn(`${directory}package-lock.json`);
  if (!existsSync(INSTALLED) || versionIn(INSTALLED) !== locked) {
    process.stderr.write('Installing the packages of bench/package.json\n');
    const flags = ['ci', '--no-audit', '--no-fund'];
    const {status} = spawnSync('npm', flags, {cwd: directory, stdio: ['ignore', 2, 2]});
    if (status !== 0) return null;
  }
  return locked;
}

/** @param {string} lockFile @returns {string} */
function versionIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages[DUCKDB]?.version;
}
