import {createHash} from 'node:crypto';
import {realpathSync} from 'node:fs';
import type {FileMarks} from './file-marks.ts';
import {SharedLook} from './shared-look.ts';

/** It counts up with every change of how a file is read. */
const READING_RULES = 1;

/** The share of the caller's thread, which lists the next directory meanwhile. */
const OWN_SHARE = 0.25;

interface Listing {
  readonly marks: FileMarks;
  readonly digest: string | null;
}

/** Digests of directories, made without reading a file. Large ones are shared with a second thread. */
export class ListingDigests {
  readonly #maxFileBytes: number;
  readonly #look = new SharedLook(OWN_SHARE);

  constructor(maxFileBytes: number) {
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * The marks of a directory's files, and a digest of these, of their names and of what else reading them depends on. The digest is null if a
   * change after now could go unnoticed; all is null if the directory is gone.
   */
  async listing(directory: string, fileNames: readonly string[]): Promise<Listing | null> {
    const real = realPathOf(directory);
    if (real === null) return null;
    const marks = await this.#look.marks(real, fileNames);
    return {marks, digest: digestOf(real, fileNames, marks, this.#maxFileBytes)};
  }
}

/** The same for a directory whose files have marks already: `marks` are those of all of them. */
export function listingDigest(
  directory: string,
  fileNames: readonly string[],
  marks: FileMarks,
  maxFileBytes: number,
): string | null {
  const real = realPathOf(directory);
  return real === null ? null : digestOf(real, fileNames, marks, maxFileBytes);
}

function digestOf(real: string, fileNames: readonly string[], marks: FileMarks, maxFileBytes: number): string | null {
  if (!marks.areSettled()) return null;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([READING_RULES, maxFileBytes, real, fileNames.length]));
  // No name holds NUL, and the head says how many names there are, so no two listings give the same text.
  hash.update(`${fileNames.join('\0')}\0`);
  hash.update(marks.numbers);
  return hash.digest('hex');
}

function realPathOf(directory: string): string | null {
  try {
    return realpathSync(directory);
  } catch {
    return null;
  }
}
