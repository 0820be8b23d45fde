import {mkdirSync, writeFileSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {PRIVATE_DIRECTORY, PRIVATE_FILE} from '../core/private-mode.ts';

/** What lse makes for itself in a working directory: databases, caches and logs. */
const OWN = '.lse';

const IGNORE_ALL = '# Made by lse: nothing in here belongs into a repository.\n*\n';

/**
 * Makes a directory that only its owner may read, with those above it. A directory `.lse` that is made here gets a `.gitignore` that
 * ignores all of it. One that was there already stays as it is, and so does its `.gitignore`.
 *
 * @throws what the file system says if the directory cannot be made
 */
export function makeOwnDirectory(path: string): void {
  const made = mkdirSync(path, {recursive: true, mode: PRIVATE_DIRECTORY});
  if (made === undefined) return;
  const highest = resolve(made);
  for (let at = resolve(path); at.length >= highest.length; at = dirname(at)) {
    if (basename(at) === OWN) ignoreAll(at);
    if (at === dirname(at)) return;
  }
}

function ignoreAll(directory: string): void {
  try {
    writeFileSync(join(directory, '.gitignore'), IGNORE_ALL, {flag: 'wx', mode: PRIVATE_FILE});
  } catch {
    // Another process wrote it, or the disk is full; then writing the real file says so.
  }
}
