import {writeNewFile} from './whole-write.ts';

/** Some fifty files of 20 KB. */
export const BATCH_BYTES = 1_048_576;
/** Of files that are all small. */
export const BATCH_FILES = 256;

/** New files whose contents stand one behind the other in memory that threads share. */
export interface FileBatch {
  readonly memory: SharedArrayBuffer;
  /** Each with the end of its content, which begins where that of the one before ends. */
  readonly files: readonly (readonly [path: string, end: number])[];
}

/** What the file system said of a batch, on its way from one thread to another, which loses an error's own members. */
export interface BatchFailure {
  readonly message: string;
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  readonly path: string | undefined;
}

/**
 * Writes all files of a batch, whose names are free.
 *
 * @param mode `again`: a thread that is no more may have begun with it
 * @returns why it failed, or null
 */
export function outcomeOf(batch: FileBatch, mode: 'new' | 'again' = 'new'): BatchFailure | null {
  try {
    writeBatch(batch, mode);
    return null;
  } catch (error) {
    const {message, code, syscall, path} = error as NodeJS.ErrnoException;
    return {message, code, syscall, path};
  }
}

function writeBatch({memory, files}: FileBatch, mode: 'new' | 'again'): void {
  const bytes = new Uint8Array(memory);
  let start = 0;
  for (const [path, end] of files) {
    if (!writeNewFile(path, [bytes.subarray(start, end)], mode)) throw taken(path);
    start = end;
  }
}

function taken(path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`EEXIST: somebody else writes there, '${path}'`), {
    code: 'EEXIST',
    syscall: 'open',
    path,
  });
}
