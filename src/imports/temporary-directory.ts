import {mkdir, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LseError} from '../core/errors.ts';
import {PRIVATE_DIRECTORY} from '../core/private-mode.ts';
import {draftState, newDraftName} from '../transfer/draft-name.ts';

/** A directory of this process in the temporary one. If the process is killed, the next import takes it away. */
export async function newTemporaryDirectory(): Promise<string> {
  const path = join(tmpdir(), newDraftName('import'));
  await mkdir(path, {mode: PRIVATE_DIRECTORY});
  return path;
}

/** What imports left there that were killed. It is in nobody's way, so it is no fault if that fails. */
export async function removeLeftDirectories(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    if (draftState(name, 'import') === 'left')
      await rm(join(tmpdir(), name), {recursive: true, force: true}).catch(() => {});
  }
}

/**
 * What SQLite or the file system says of the temporary directory; any other error passes as it is.
 *
 * @param writes whether nothing else was written: there is no path in the error of a file for which there is no room
 */
export function temporaryError(cause: unknown, {writes = false} = {}): unknown {
  const {code, path, syscall, message} = cause as NodeJS.ErrnoException;
  const isOurs = code?.startsWith('SQLITE_') || path?.startsWith(tmpdir()) || (writes && syscall === 'write');
  if (isOurs !== true || cause instanceof LseError) return cause;
  return new LseError(
    'LSE_OUTPUT',
    `The temporary directory ${tmpdir()} cannot hold what an import has to remember (${message}); nothing was imported.`,
    'Name another one with room in it: TMPDIR=DIR lse import SOURCE',
    {cause},
  );
}
