import type {DecodedText} from './decoded-text.ts';
import {isQuote, type ValueEnds} from './value-end.ts';

/** The longest of the flags, and what stands before it. */
const MAX_FLAG = 13;
const FLAG = /(?<![\w-])(?:-[uU]|--(?:proxy-)?user)$/;
const LETTERS = new Set(['u', 'U', 'r']);

/** User and password behind `curl -u`. Other programs use `-u` for something else, so curl has to stand before it. */
export class CurlUser {
  readonly #text: DecodedText;
  readonly #ends: ValueEnds;
  #curl: number | null = null;

  constructor(text: DecodedText, ends: ValueEnds) {
    this.#text = text;
    this.#ends = ends;
  }

  /** Whether the word that ends here is the flag. */
  isFlag(end: number): boolean {
    const {plain} = this.#text;
    // Asked at every blank; few words end like this.
    if (!LETTERS.has(plain[end - 1] ?? '')) return false;
    return FLAG.test(plain.slice(Math.max(0, end - MAX_FLAG), end)) && this.isCurl(end);
  }

  /** Whether curl stands before this place. */
  isCurl(before: number): boolean {
    this.#curl ??= this.#text.plain.indexOf('curl');
    return this.#curl !== -1 && this.#curl < before;
  }

  /** The place of the credentials that begin here, perhaps in quotes; null if they have no password. */
  spanAt(first: number): readonly [from: number, to: number] | null {
    const text = this.#text;
    const close = isQuote(text.code(first)) ? this.#ends.closingQuote(first) : -1;
    const [from, to] = close === -1 ? [first, this.#ends.wordEnd(first, text.depth(first))] : [first + 1, close];
    return text.plain.slice(from, to).includes(':') ? [from, to] : null;
  }
}
