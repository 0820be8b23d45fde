/** 2^27 bits: of a million stems one other name in 130 is taken for one of them, and then looked up. */
const BITS = 27;

/** Says of a name that it is surely none of those that were added, or that it may be one: millions of them in 16 MB. */
export class StemFilter {
  readonly #bits = new Uint8Array(2 ** (BITS - 3));

  add(stem: string): void {
    const bit = hash(stem);
    const at = bit >>> 3;
    this.#bits[at] = (this.#bits[at] as number) | (1 << (bit & 7));
  }

  mayHold(stem: string): boolean {
    const bit = hash(stem);
    return ((this.#bits[bit >>> 3] as number) & (1 << (bit & 7))) !== 0;
  }
}

/** FNV-1a over the units of the text. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value ^ (value >>> 15)) >>> (32 - BITS);
}
