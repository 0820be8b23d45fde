import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

/** @typedef {{directory: string, names: () => string[], empty: () => void, unmount: () => void}} SmallDisk */

const SIZE = '256k';

/** A file system in memory that is soon full; null if none can be mounted. @param {string} directory @returns {SmallDisk | null} */
export function mountSmallDisk(directory) {
  mkdirSync(directory, {recursive: true});
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', directory], {stdio: 'ignore'}).status !== 0)
    return null;
  const unmount = () => void spawnSync('umount', [directory], {stdio: 'ignore'});
  process.once('exit', unmount);
  const names = () => readdirSync(directory);
  const empty = () => {
    for (const name of names()) rmSync(join(directory, name), {recursive: true, force: true});
  };
  return {directory, names, empty, unmount};
}
