import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[]}} Package */

/** Installs the packages of the lock file unless just those are installed; nothing but Node and npm is needed for it. */
export function ensureInstalled() {
  if (isInstalled()) return;
  // NODE_ENV=production would leave the tools out.
  step('Installing packages: once, and for a minute or two', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
}

/** npm writes down what it installed when it is done, whoever called it; times of files say nothing after a checkout. */
function isInstalled() {
  const installed = packages('node_modules/.package-lock.json');
  const locked = packages('package-lock.json');
  locked?.delete('');
  if (installed === null || locked === null) return false;
  const isThere = (/** @type {string} */ path, /** @type {Package} */ {optional, version, integrity}) => {
    const found = installed.get(path);
    return found === undefined ? optional === true : found.version === version && found.integrity === integrity;
  };
  const isMeant = (/** @type {string} */ path, /** @type {Package} */ {os, cpu}) =>
    locked.has(path) && allows(os, process.platform) && allows(cpu, process.arch) && existsSync(root + path);
  return [...locked].every((entry) => isThere(...entry)) && [...installed].every((entry) => isMeant(...entry));
}

/** @param {string} file @returns {Map<string, Package> | null} */
function packages(file) {
  if (!existsSync(root + file)) return null;
  return new Map(Object.entries(JSON.parse(readFileSync(root + file, 'utf8')).packages));
}

/** @param {string[] | undefined} names such as `linux` or `!win32` @param {string} name */
function allows(names, name) {
  return (
    names === undefined || names.includes(name) || (names[0]?.startsWith('!') === true && !names.includes(`!${name}`))
  );
}

/**
 * Runs one step of a script and ends the script if the step fails.
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
