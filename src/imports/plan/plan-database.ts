import {mkdir, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Connection, withConnection} from '../../backends/db/sqlite/driver.ts';
import {LseError} from '../../core/errors.ts';
import {PRIVATE_DIRECTORY} from '../../core/private-mode.ts';
import {draftState, newDraftName} from '../../transfer/draft-name.ts';
import {tables} from './queries/tables.ts';

/** Nothing in it outlives the import, so nothing of it waits for the disk, and nobody else uses it. */
const SETTINGS = `
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
pragma cache_size = -8000;
pragma temp_store = file;`;

/**
 * Runs `work` with a database of its own in the temporary directory, and takes it away afterwards: what an import must know of
 * millions of runs is more than its memory. What a run that was killed left there is taken away by the next one.
 */
export async function withPlanDatabase<T>(work: (scratch: Connection) => Promise<T>): Promise<T> {
  const directory = join(tmpdir(), newDraftName('import'));
  await removeLeft();
  try {
    await mkdir(directory, {mode: PRIVATE_DIRECTORY});
    return await withConnection(join(directory, 'plan.db'), 'create', async (scratch) => {
      await scratch.execute(SETTINGS);
      await scratch.execute(tables);
      return work(scratch);
    });
  } catch (error) {
    throw scratchError(error);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

/** They are in nobody's way, so it is no fault if that fails. */
async function removeLeft(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    if (draftState(name, 'import') === 'left')
      await rm(join(tmpdir(), name), {recursive: true, force: true}).catch(() => {});
  }
}

/** What SQLite or the file system says of the temporary directory; any other error passes as it is. */
function scratchError(cause: unknown): unknown {
  const {code, path, message} = cause as NodeJS.ErrnoException;
  const isOurs = code?.startsWith('SQLITE_') === true || path?.startsWith(tmpdir()) === true;
  if (!isOurs || cause instanceof LseError) return cause;
  return new LseError(
    'LSE_OUTPUT',
    `The temporary directory ${tmpdir()} cannot hold what an import has to remember (${message}); nothing was imported.`,
    'Name another one with room in it: TMPDIR=DIR lse import SOURCE',
    {cause},
  );
}
