import {createHash} from 'node:crypto';
import {realpathSync} from 'node:fs';
import {FILES_LOOKED_AT_A_TURN} from '../turns.ts';
import {FileMarks} from './file-marks.ts';
import {MarkThread} from './mark-thread.ts';

/** It counts up with every change of how a file is read. */
const READING_RULES = 1;

/**
 * A thread takes 20 MB and 40 ms to start. In that time one thread alone looks at so many files. A report or a comparison of a day or two
 * does without; a load of a month starts it with the third day.
 */
const FILES_WORTH_A_THREAD = 10_000;

/** The share of the caller's thread, which lists the next directory meanwhile. */
const OWN_SHARE = 0.25;

/** Digests of directories, made without reading a file. Large ones are shared with a second thread. */
export class ListingDigests {
  readonly #maxFileBytes: number;
  #thread: MarkThread | null | undefined;
  #files = 0;

  constructor(maxFileBytes: number) {
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * A digest of the names and marks of a directory's files, and of what else reading them depends on. Null if a change
   * after now could go unnoticed.
   */
  async digest(directory: string, fileNames: readonly string[]): Promise<string | null> {
    const real = realPathOf(directory);
    if (real === null) return null;
    return digestOf(real, fileNames, await this.#marks(real, fileNames), this.#maxFileBytes);
  }

  async #marks(directory: string, fileNames: readonly string[]): Promise<FileMarks[]> {
    const share = Math.ceil(fileNames.length * (this.#isHelped(fileNames.length) ? OWN_SHARE : 1));
    const rest = fileNames.slice(share);
    const start = Date.now();
    const asked = rest.length === 0 ? null : this.#thread?.ask({directory, fileNames: rest});
    const own = await FileMarks.look(directory, fileNames.slice(0, share));
    const answer = (await asked) ?? null;
    return [own, answer === null ? await FileMarks.look(directory, rest) : new FileMarks(answer, start)];
  }

  /** The thread starts once the caller has asked for enough files to be worth it, and helps as soon as it runs. */
  #isHelped(files: number): boolean {
    this.#files += files;
    if (files <= FILES_LOOKED_AT_A_TURN || this.#files <= FILES_WORTH_A_THREAD) return false;
    if (this.#thread === undefined) this.#thread = MarkThread.start();
    return this.#thread?.isReady ?? false;
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
  return real === null ? null : digestOf(real, fileNames, [marks], maxFileBytes);
}

function digestOf(
  real: string,
  fileNames: readonly string[],
  marks: readonly FileMarks[],
  maxFileBytes: number,
): string | null {
  if (!marks.every((some) => some.areSettled())) return null;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([READING_RULES, maxFileBytes, real, fileNames.length]));
  // No name holds NUL, and the head says how many names there are, so no two listings give the same text.
  hash.update(`${fileNames.join('\0')}\0`);
  for (const {numbers} of marks) hash.update(numbers);
  return hash.digest('hex');
}

function realPathOf(directory: string): string | null {
  try {
    return realpathSync(directory);
  } catch {
    return null;
  }
}
