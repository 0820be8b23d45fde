import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {type Connection, withConnection} from '../../backends/db/sqlite/driver.ts';
import {newTemporaryDirectory, removeLeftDirectories, temporaryError} from '../temporary-directory.ts';
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
  await removeLeftDirectories();
  let directory: string | null = null;
  try {
    directory = await newTemporaryDirectory();
    return await withConnection(join(directory, 'plan.db'), 'create', async (scratch) => {
      await scratch.execute(SETTINGS);
      await scratch.execute(tables);
      return work(scratch);
    });
  } catch (error) {
    throw temporaryError(error);
  } finally {
    if (directory !== null) await rm(directory, {recursive: true, force: true});
  }
}
