/** Nearly every document is shorter; what is kept of memory from one text to the next is as much as this takes. */
const MOST_CHARACTERS = 1_048_576;
/** A unit of UTF-16 takes three bytes at most; a pair of them four together. */
const BYTES_A_CHARACTER = 3;

/** Turns one text after the other into UTF-8, in one piece of memory. */
export class TextBytes {
  #memory = Buffer.allocUnsafeSlow(65_536);

  /** The bytes of a text, overwritten by the next call; null for one that has none, since half of a pair stands alone. */
  of(text: string): Buffer | null {
    if (!text.isWellFormed()) return null;
    if (text.length > MOST_CHARACTERS) return Buffer.from(text);
    const most = text.length * BYTES_A_CHARACTER;
    if (most > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(most * 2);
    return this.#memory.subarray(0, this.#memory.write(text));
  }
}
