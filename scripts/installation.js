import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const STAMP = `${root}node_modules/.lse-installed`;

/** Installs the packages of the lock file unless just those are installed; nothing but Node and npm is needed for it. */
export function ensureInstalled() {
  const lock = readFileSync(`${root}package-lock.json`, 'utf8');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  step('Installing packages', 'npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(STAMP, lock);
}

/**
 * Runs one step of a script and ends the script where the step fails.
 *
 * @param {string} heading
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function step(heading, command, args, environment = process.env) {
  process.stdout.write(`\n== ${heading}\n`);
  const isWindows = process.platform === 'win32';
  const {status, error} = spawnSync(command, args, {cwd: root, stdio: 'inherit', env: environment, shell: isWindows});
  if (error !== undefined) throw error;
  if (status !== 0) {
    process.stderr.write(`\nFailed: ${heading}\n`);
    process.exit(status ?? 1);
  }
}
