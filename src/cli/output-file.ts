import {type FileHandle, open} from 'node:fs/promises';
import {LseError} from '../core/errors.ts';
import {writeReport} from './terminal.ts';

/** Takes the whole output, once. */
export type WriteOutput = (text: string) => Promise<void>;

/**
 * Runs `work` with a place for its output: the file at `path`, or stdout. The file is opened before the work begins, so
 * that an hour's work is not done for a directory that cannot be written; what it held before stays until the end.
 *
 * @throws LseError where the file cannot be opened or written
 */
export async function withOutput<T>(path: string | undefined, work: (write: WriteOutput) => Promise<T>): Promise<T> {
  if (path === undefined) return work(writeReport);
  const handle = await openForAppending(path);
  try {
    return await work(async (text) => {
      try {
        await handle.truncate(0);
        await handle.writeFile(text);
      } catch (error) {
        throw unwritable(path, error);
      }
    });
  } finally {
    await handle.close();
  }
}

/** Appending neither empties the file nor fails where there is none; once emptied, its end is its start. */
async function openForAppending(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a');
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): LseError {
  const {code = 'unknown'} = cause as NodeJS.ErrnoException;
  return new LseError(
    'LSE_OUTPUT',
    `The file ${path} cannot be written (${code}).`,
    'Name another one with --output FILE.',
    {
      cause,
    },
  );
}
