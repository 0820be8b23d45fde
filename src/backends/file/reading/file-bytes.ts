import {closeSync, fstatSync, readSync} from 'node:fs';
import {LARGE_BYTES} from '../../../core/large-memory.ts';
import {UnreadableDocument} from '../../../core/run-document.ts';
import {notGiven, openRegularFile} from './regular-file.ts';

/** Holds nearly every trace file; a larger one gets memory of its own, which goes with it. */
const SHARED_BYTES = LARGE_BYTES;

/** How often a file is read that changes while it is read. */
const ATTEMPTS = 3;

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
