import type {TextPosition} from './text-position.ts';

const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;
const FIRST_BYTES = 65_536;

/** What is kept of a text that comes in pieces. Offsets count from the start of the text. */
export class TextWindow {
  /** The offset of the first byte of `bytes`. */
  base = 0;
  /** How many of `bytes` are text. */
  length = 0;
  bytes: Buffer = Buffer.alloc(0);
  /** `bytes` by four, if they lie so. */
  words: Int32Array | null = null;

  /** Takes in a piece, and lets go of what is before the offset `from`. `isLast`: no other one comes, and the piece stays as it is. */
  append(piece: Uint8Array, from: number, isLast: boolean): void {
    const first = Math.min(Math.max(from - this.base, 0), this.length);
    const kept = this.length - first;
    this.base += first;
    this.length = kept + piece.length;
    if (kept === 0 && isLast) {
      // Most files are one piece.
      this.#use(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
      return;
    }
    const before = this.bytes;
    if (this.length > before.length) {
      this.#use(Buffer.allocUnsafeSlow((Math.max(before.length * 2, this.length, FIRST_BYTES) + 3) & ~3));
    }
    if (kept > 0 && (first > 0 || this.bytes !== before)) before.copy(this.bytes, 0, first, first + kept);
    this.bytes.set(piece, kept);
  }

  #use(bytes: Buffer): void {
    const {buffer, byteOffset, length} = bytes;
    this.bytes = bytes;
    this.words =
      byteOffset % WORD_BYTES === 0 ? new Int32Array(buffer, byteOffset, Math.floor(length / WORD_BYTES)) : null;
  }

  at(offset: number): number | undefined {
    return this.bytes[offset - this.base];
  }

  /** The text between two offsets, until the next piece comes. */
  between(from: number, to: number): Buffer {
    return this.bytes.subarray(from - this.base, to - this.base);
  }

  /** The offset of the next line feed from `from` on, or -1. */
  lineFeed(from: number): number {
    const found = this.bytes.indexOf(0x0a, from - this.base);
    return found === -1 || found >= this.length ? -1 : found + this.base;
  }

  /** The offset of the next byte that is no blank, or of the end. */
  skipBlanks(from: number, position: TextPosition): number {
    let at = from - this.base;
    for (; at < this.length; at += 1) {
      const byte = this.bytes[at];
      if (byte === 0x0a) position.pass(this.base + at);
      else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) break;
    }
    return this.base + at;
  }

  /** The offset behind the last byte that is no blank, or `from`. */
  behindLastOf(from: number, lineEnd: number): number {
    let end = lineEnd;
    for (; end > from; end -= 1) {
      const byte = this.at(end - 1);
      if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09 && byte !== 0x0a) break;
    }
    return end;
  }

  /** Characters of UTF-8 from one offset to another; bytes if they are not at hand any more. */
  characters(from: number, to: number): number {
    if (from < this.base) return to - from;
    let count = 0;
    for (const byte of this.between(from, to)) if ((byte & 0xc0) !== 0x80) count += 1;
    return count;
  }

  startsWith(bytes: Uint8Array): boolean {
    return this.length >= bytes.length && bytes.every((byte, at) => this.bytes[at] === byte);
  }

  /** Whether a value may begin there. */
  opens(offset: number): boolean {
    const byte = offset - this.base < this.length ? this.at(offset) : undefined;
    return byte === 0x7b || byte === 0x5b;
  }

  /** The next line that begins with a bracket, or where to go on looking for one when there is more. */
  nextOpening(from: number, isWhole: boolean, position: TextPosition): {at: number; isOpening: boolean} {
    const end = this.base + this.length;
    for (let at = from; ; ) {
      const found = this.lineFeed(at);
      if (found === -1) return {at: end, isOpening: false};
      if (found + 1 === end && !isWhole) return {at: found, isOpening: false};
      position.pass(found);
      at = found + 1;
      if (this.opens(at)) return {at, isOpening: true};
    }
  }
}
