import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {LARGE_BYTES} from '../../core/large-memory.ts';
import {UnreadableDocument} from '../../core/run-document.ts';

/** Holds nearly every trace file; a larger one gets memory of its own, which goes with it. */
const SHARED_BYTES = LARGE_BYTES;

/** Whether the bytes of a file are overwritten by those of the next one. */
export function isShared(bytes: Buffer): boolean {
  return bytes.length < SHARED_BYTES;
}

/** Reads one file after the other, nearly all of them into one piece of memory. */
export class FileBytes {
  readonly #maxFileBytes: number;
  readonly #shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

  constructor(maxFileBytes: number) {
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * The bytes of a file; where `isShared` says so they are overwritten by the next call.
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
