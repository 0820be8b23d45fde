import {lstat, open, rm} from 'node:fs/promises';
import {LseError} from '../../core/errors.ts';

/** A file that has to be written. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/**
 * Writes files that are not there yet, all or none.
 *
 * @throws LseError if one is there, which is left as it is, or if one cannot be written
 */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  const taken: string[] = [];
  for (const {path} of files) if (await isThere(path)) taken.push(path);
  if (taken.length > 0) throw alreadyThere(taken);
  const written: string[] = [];
  try {
    for (const {path, text, mode} of files) {
      // It never writes over a file, not even over one that was made meanwhile.
      const handle = await open(path, 'wx', mode);
      written.push(path);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  } catch (error) {
    for (const path of written) await rm(path, {force: true});
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw alreadyThere(files.map(({path}) => path).filter((path) => !written.includes(path)));
    throw new LseError(
      'LSE_OUTPUT',
      `The files cannot be written (${code}); none was.`,
      'Look at the directory with: ls -ld .',
      {
        cause: error,
      },
    );
  }
}

function alreadyThere(paths: readonly string[]): LseError {
  const [names, verb] = [paths.join(' and '), paths.length === 1 ? 'is' : 'are'];
  return new LseError(
    'LSE_OUTPUT',
    `${names} ${verb} there already; nothing was written.`,
    'See what would have been written with: lse init --yes --print',
  );
}

/** A link that leads nowhere counts as there, too. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
