import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {UnreadableDocument} from '../../core/run-document.ts';

/** Holds nearly every trace file; larger ones make it grow. */
const FIRST_BYTES = 1_048_576;

/** Reads one file after the other into one piece of memory. */
export class FileBytes {
  readonly #maxFileBytes: number;
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES);

  constructor(maxFileBytes: number) {
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * The bytes of a file; they are overwritten by the next call.
   *
   * @throws UnreadableDocument for a file that is too large, and what the file system says
   */
  read(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      return this.#readAll(file);
    } finally {
      closeSync(file);
    }
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
