import {closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats, statSync} from 'node:fs';
import {NOT_GIVEN} from '../../../core/document-tree.ts';
import {LARGE_BYTES} from '../../../core/large-memory.ts';
import {UnreadableDocument} from '../../../core/run-document.ts';
import {isWithin} from '../tree/tree-root.ts';

/** Holds nearly every trace file; a larger one gets memory of its own, which goes with it. */
const SHARED_BYTES = LARGE_BYTES;

/** How often a file is read that changes while it is read. */
const ATTEMPTS = 3;

/**
 * A listing says what a name was, and something else may have taken its place. `O_NONBLOCK` keeps a FIFO without a writer from
 * holding the program for ever; `O_NOFOLLOW` finds links, of which few trees have any.
 */
const AS_LISTED = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** What opening a link with `O_NOFOLLOW` fails with; FreeBSD has a code of its own. */
const IS_LINK: ReadonlySet<string | undefined> = new Set(['ELOOP', 'EMLINK']);

/** The bytes behind a byte order mark, which is no part of the text. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Whether the bytes of a file are overwritten by those of the next one. */
export function isShared(bytes: Buffer): boolean {
  return bytes.length < SHARED_BYTES;
}

/** Reads one file after the other, nearly all of them into one piece of memory. */
export class FileBytes {
  readonly #root: string;
  readonly #maxFileBytes: number;
  readonly #shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

  /** `root` is the real path that no link leads out of. */
  constructor(root: string, maxFileBytes: number) {
    this.#root = root;
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * The bytes of a file; where `isShared` says so they are overwritten by the next call.
   *
   * @throws UnreadableDocument for what is too large, no regular file, or never the same while it is read, and what the file
   *   system says
   */
  read(path: string): Buffer {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const {file, size} = openRegularFile(path, this.#root);
      try {
        const bytes = this.#readAll(file);
        // Some file systems say 0 of every file whose content they make when it is read.
        if (bytes.length === size || size === 0) return bytes;
      } finally {
        closeSync(file);
      }
    }
    throw notGiven('it changes while it is read');
  }

  /** A regular file gives all that fits in one call, so that one call says of most files that this was all. */
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

  /** Room for all that the file is said to hold, and for a byte more, so that the next read says that this was all. */
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

/** An open file that has to be closed, and how many bytes it held when it was opened. */
interface RegularFile {
  readonly file: number;
  readonly size: number;
}

/**
 * Opens what has to be a regular file. A link is followed where it leads to one within `root` (a real path).
 *
 * @throws UnreadableDocument for anything that is no regular file, named in the message, and what the file system says
 */
function openRegularFile(path: string, root: string): RegularFile {
  const file = openAsListed(path, root);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw notGiven(`it is ${kindOf(stats)}, not a regular file`);
    return {file, size: stats.size};
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A reason that need not hold the next time. */
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
