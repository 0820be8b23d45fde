import {closeSync, fstatSync, readSync} from 'node:fs';
import {UnreadableDocument} from '../../core/run-document.ts';
import {notGiven, openRegularFile} from './regular-file.ts';

/** Holds nearly every trace file; larger ones make it grow. */
const FIRST_BYTES = 1_048_576;

/** How often a file is read that changes while it is read. */
const ATTEMPTS = 3;

/** Reads one file after the other into one piece of memory. */
export class FileBytes {
  readonly #root: string;
  readonly #maxFileBytes: number;
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES);

  /** `root` is the real path that no link leads out of. */
  constructor(root: string, maxFileBytes: number) {
    this.#root = root;
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * The bytes of a file; they are overwritten by the next call.
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
    let end = 0;
    for (;;) {
      const count = readSync(file, this.#memory, end, this.#memory.length - end, end);
      end += count;
      if (end > this.#maxFileBytes) throw tooLarge(fstatSync(file).size, this.#maxFileBytes);
      if (end < this.#memory.length || count === 0) return this.#memory.subarray(0, end);
      this.#grow();
    }
  }

  #grow(): void {
    const larger = Buffer.allocUnsafeSlow(this.#memory.length * 4);
    this.#memory.copy(larger);
    this.#memory = larger;
  }
}

function tooLarge(size: number, maxFileBytes: number): UnreadableDocument {
  return new UnreadableDocument(`${size} bytes are more than LSE_MAX_FILE_BYTES allows (${maxFileBytes})`);
}
