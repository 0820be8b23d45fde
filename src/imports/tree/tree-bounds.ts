import {lstatSync, realpathSync, statSync} from 'node:fs';
import {sep} from 'node:path';
import {SourceError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';

/**
 * Whether a directory is there.
 *
 * @throws SourceError if something else has its name, or if it is a link that leads outside, behind which no report would read anything
 */
export function isDirectoryInside(path: string, root: string): boolean {
  if (lstatSync(path, {throwIfNoEntry: false}) === undefined) return false;
  const stats = statSync(path, {throwIfNoEntry: false});
  if (stats?.isDirectory() !== true) {
    throw new SourceError(
      'LSE_DATA_DIR',
      `${path} is ${stats === undefined ? 'a link that leads nowhere' : 'no directory'}, so nothing can be written below it; nothing was imported.`,
      `Move it away: mv ${shellWord(path)} ELSEWHERE`,
    );
  }
  const real = realpathSync.native(path);
  if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return true;
  throw new SourceError(
    'LSE_DATA_DIR',
    `The directory ${path} is a link that leads outside of the data dir, where no report would read what is written.`,
    'Name the directory that it leads to, or another one, with --out DIR.',
  );
}
