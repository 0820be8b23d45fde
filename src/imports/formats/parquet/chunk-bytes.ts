import type {SourceFile} from '../../source-file.ts';

/** Read at once. With 29 columns of a row group open at a time, these are 8 MB. */
const WINDOW_BYTES = 262_144;

const NOTHING = new Uint8Array(0);

/** The bytes of one column of one row group. One window of them is in memory at a time. */
export class ChunkBytes {
  readonly #file: SourceFile;
  readonly #end: number;
  #window: Uint8Array = NOTHING;
  #windowStart: number;
  #at: number;

  /** From `start` up to, not including, `end` of the file. */
  constructor(file: SourceFile, start: number, end: number) {
    this.#file = file;
    this.#end = end;
    this.#windowStart = start;
    this.#at = start;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  /** The next bytes, at least `length` of them or all that are left; they stay where they are. */
  async next(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.left);
    const inWindow = this.#windowStart + this.#window.length - this.#at;
    if (inWindow < wanted) {
      const end = Math.min(this.#at + Math.max(wanted, WINDOW_BYTES), this.#end);
      this.#window = await this.#file.slice(this.#at, end);
      this.#windowStart = this.#at;
    }
    return this.#window.subarray(this.#at - this.#windowStart);
  }

  skip(length: number): void {
    this.#at += length;
    // A page that was compressed is of no use beside what was made of it.
    if (this.#at >= this.#windowStart + this.#window.length) this.#window = NOTHING;
  }
}
