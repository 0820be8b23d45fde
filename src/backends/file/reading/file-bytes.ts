import {closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats, statSync} from 'node:fs';
import {NOT_GIVEN} from '../../../core/document-tree.ts';
import {LARGE_BYTES} from '../../../core/large-memory.ts';
import {UnreadableDocument} from '../../../core/run-document.ts';
import type {FileMarks} from '../marks/file-marks.ts';
import {isWithin} from '../tree/tree-root.ts';

/** Large enough for nearly every trace file; a larger one gets memory of its own, which is freed with it. */
const SHARED_BYTES = LARGE_BYTES;

/** How often lse reads a file that changes during the reading. */
const ATTEMPTS = 3;

/**
 * A listing says what a name was, and something else may have taken its place. With `O_NONBLOCK` a FIFO without a writer cannot stop the
 * program for ever. `O_NOFOLLOW` finds links; few trees have any.
 */
const AS_LISTED = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** The error codes of opening a link with `O_NOFOLLOW`; FreeBSD has a code of its own. */
const IS_LINK: ReadonlySet<string | undefined> = new Set(['ELOOP', 'EMLINK']);

/** The bytes behind a byte order mark, which is no part of the text. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Whether the bytes of the next file overwrite those of this one. */
export function isShared(bytes: Buffer): boolean {
  return bytes.length < SHARED_BYTES;
}

/** Reads one file after the other, nearly all of them into one piece of memory. */
export class FileBytes {
  readonly #root: string;
  readonly #maxFileBytes: number;
  readonly #shared = Buffer.allocUnsafeSlow(SHARED_BYTES);
  #isOther = false;

  /** `root` is a real path. A link must not lead out of it. */
  constructor(root: string, maxFileBytes: number) {
    this.#root = root;
    this.#maxFileBytes = maxFileBytes;
  }

  /** Whether the last file that was read since this was asked last is another one than was listed. */
  takeOther(): boolean {
    const isOther = this.#isOther;
    this.#isOther = false;
    return isOther;
  }

  /**
   * The bytes of a file; if `isShared` is true, the next call overwrites them.
   *
   * @param listed what the file was when it was listed: a directory may be put in its place, and taken away again, and no mark shows that
   * @throws UnreadableDocument for a file that is too large, no regular file, or changes at each reading, and what the file system says
   */
  read(path: string, listed: ListedFile | null = null): Buffer {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const {file, stats} = openRegularFile(path, this.#root);
      const {size} = stats;
      try {
        this.#isOther = listed?.marks.isOf(listed.at, stats) === false;
        const bytes = this.#readAll(file);
        // Some file systems give the size 0 for every file whose content they make when it is read.
        if (bytes.length === size || size === 0) return bytes;
      } finally {
        closeSync(file);
      }
    }
    throw notGiven('it changes while it is read');
  }

  /** A regular file gives all that fits in one call, so one call is enough for most files. */
  #readAll(file: number): Buffer {
    let memory: Buffer = this.#shared;
    let end = 0;
    for (;;) {
      const count = readSync(file, memory, end, memory.length - end, end);
      end += count;
      if (end > this.#maxFileBytes) throw tooLarge(fstatSync(file).size, this.#maxFileBytes);
      if (end < memory.length || count === 0) return memory.subarray(0, end);
      memory = this.#larger(memory, fstatSync(file).size);
    }
  }

  /** Room for all that the file should hold, and for one byte more, so the next read shows that this was all. */
  #larger(memory: Buffer, size: number): Buffer {
    const wanted = Math.min(size, this.#maxFileBytes) + 1;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, memory.length + SHARED_BYTES));
    memory.copy(larger);
    return larger;
  }
}

function tooLarge(size: number, maxFileBytes: number): UnreadableDocument {
  return new UnreadableDocument(`${size} bytes are more than LSE_MAX_FILE_BYTES allows (${maxFileBytes})`);
}

/** A file at its place among the marks of its directory. */
export interface ListedFile {
  readonly marks: FileMarks;
  readonly at: number;
}

/** An open file, which the caller must close, and what it was when it was opened. */
interface RegularFile {
  readonly file: number;
  readonly stats: Stats;
}

/**
 * Opens what must be a regular file. A link is followed if it leads to one within `root` (a real path).
 *
 * @throws UnreadableDocument for anything that is no regular file, named in the message, and what the file system says
 */
function openRegularFile(path: string, root: string): RegularFile {
  const file = openAsListed(path, root);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw notGiven(`it is ${kindOf(stats)}, not a regular file`);
    return {file, stats};
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A reason that may be gone the next time. */
function notGiven(what: string): UnreadableDocument {
  return new UnreadableDocument(`${NOT_GIVEN}: ${what}`);
}

function openAsListed(path: string, root: string): number {
  try {
    return openSync(path, AS_LISTED);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (IS_LINK.has(code)) return openTarget(path, root);
    // A socket cannot be opened, nor can a device without a driver.
    if (code === 'ENXIO') throw notGiven(`it is ${kindOf(statSync(path))}, not a regular file`);
    throw error;
  }
}

function openTarget(path: string, root: string): number {
  const target = realpathSync.native(path);
  if (!isWithin(target, root)) throw notGiven('it is a link that leads outside the data dir');
  return openSync(target, AS_LISTED);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  if (stats.isDirectory()) return 'a directory';
  return 'a device';
}
