/** Says of a name that it is surely none of those that were added, or that it may be one. */
export class StemFilter {
  readonly #size: number;
  readonly #bits: Uint8Array;

  /** `size` is the binary logarithm of its bits. */
  constructor(size: number) {
    this.#size = size;
    this.#bits = new Uint8Array(2 ** (size - 3));
  }

  add(stem: string): void {
    const bit = hash(stem, this.#size);
    const at = bit >>> 3;
    this.#bits[at] = (this.#bits[at] as number) | (1 << (bit & 7));
  }

  mayHold(stem: string): boolean {
    const bit = hash(stem, this.#size);
    return ((this.#bits[bit >>> 3] as number) & (1 << (bit & 7))) !== 0;
  }
}

/** FNV-1a over the units of the text. */
function hash(text: string, bits: number): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value ^ (value >>> 15)) >>> (32 - bits);
}
