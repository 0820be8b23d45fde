import {dropped} from '../../../core/large-memory.ts';

const FIRST_BYTES = 65_536;
/** A row that takes more has memory of its own. */
const MOST_KEPT = 1_048_576;
/** Of a unit of UTF-16, in UTF-8. */
const BYTES_A_UNIT = 3;

/** The text of a row while it is put together, in memory that the next row uses again: a copy of each would be 20 KB of waste a run. */
export class RowText {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  begin(): void {
    this.#length = 0;
    if (this.#buffer.length <= MOST_KEPT) return;
    dropped(this.#buffer.length);
    this.#buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  add(part: string | Uint8Array): void {
    this.#reserve(typeof part === 'string' ? part.length * BYTES_A_UNIT : part.length);
    if (typeof part === 'string') this.#length += this.#buffer.write(part, this.#length);
    else {
      this.#buffer.set(part, this.#length);
      this.#length += part.length;
    }
  }

  /** There until the next row begins. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.bytes());
    dropped(this.#buffer.length);
    this.#buffer = larger;
  }
}
