import {groupedNumber} from '../../../core/grouped-number.ts';
import {JsonFault, type TextPosition} from './text-position.ts';

/** What may come next. */
const VALUE = 0;
const VALUE_OR_CLOSE = 1;
const KEY_OR_CLOSE = 2;
const KEY = 3;
const COLON = 4;
const BEHIND_VALUE = 5;
const IN_STRING = 6;
const BEHIND_BACKSLASH = 7;
const IN_SCALAR = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];

/** 1 for each byte that means itself in a string. A table, as most bytes are in strings: one look instead of three. */
const IS_PLAIN = Uint8Array.from({length: 256}, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);

/** Of any value that could be kept; deeper ones are followed as far as this, to say where they end. */
const MOST_LEVELS = 1_000_000;
const FIRST_LEVELS = 256;

/**
 * Finds the end of one JSON value, over as many pieces as it takes. It looks at brackets, commas, colons and strings alone: whether
 * numbers and words are right is for whoever reads the value. It sees what makes the end of a value uncertain.
 */
export class ValueWalk {
  #state = VALUE;
  #depth = 0;
  #isKey = false;
  /** 1 for each object, 0 for each array that is open. */
  #levels = new Uint8Array(FIRST_LEVELS);

  begin(): void {
    this.#state = VALUE;
    this.#depth = 0;
    this.#isKey = false;
  }

  /** Whether the value is over where the text is: a number or a word that nothing follows. */
  endsWithText(): boolean {
    return this.#state === IN_SCALAR && this.#depth === 0;
  }

  /**
   * Goes on at `from`. `base` is the offset of the first byte. `words` are the same bytes, if they can be looked at by four: half of the
   * time of a long array.
   *
   * @returns the index behind the value, or -1 if it goes on behind `end`
   * @throws JsonFault
   */
  go(
    bytes: Uint8Array,
    from: number,
    end: number,
    base: number,
    position: TextPosition,
    words: Int32Array | null = null,
  ): number {
    let at = from;
    while (at < end) {
      if (this.#state === IN_STRING) {
        at = this.#string(bytes, words, at, end, base);
        if (this.#state === IN_STRING || this.#state === BEHIND_BACKSLASH) return -1;
        if (this.#state === BEHIND_VALUE && this.#depth === 0) return at;
        continue;
      }
      const byte = bytes[at] as number;
      if (this.#state === BEHIND_BACKSLASH) {
        this.#state = IN_STRING;
        if (byte < 0x20) throw new JsonFault('a string has no end', base + at);
        at += 1;
        continue;
      }
      if (this.#state === IN_SCALAR) {
        if (!endsScalar(byte)) {
          at += 1;
          continue;
        }
        this.#state = BEHIND_VALUE;
        if (this.#depth === 0) return at;
      }
      if (byte === LINE_FEED) position.pass(base + at);
      else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) {
        this.#token(byte, base + at);
        if (this.#state === BEHIND_VALUE && this.#depth === 0) return at + 1;
      }
      at += 1;
    }
    return -1;
  }

  /** From within a string to behind it, or as far as there are bytes. */
  #string(bytes: Uint8Array, words: Int32Array | null, from: number, end: number, base: number): number {
    let at = from;
    for (; at < end; at += 1) {
      if (words !== null) at = behindPlain(words, at, end);
      if (at === end) return at;
      if (IS_PLAIN[bytes[at] as number] === 1) continue;
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#state = this.#isKey ? COLON : BEHIND_VALUE;
        return at + 1;
      }
      if (byte !== BACKSLASH) throw new JsonFault(byte === LINE_FEED ? 'a string has no end' : UNEXPECTED, base + at);
      at += 1;
      if (at === end) {
        this.#state = BEHIND_BACKSLASH;
        return at;
      }
      if ((bytes[at] as number) < 0x20) throw new JsonFault('a string has no end', base + at);
    }
    return at;
  }

  #token(byte: number, offset: number): void {
    const state = this.#state;
    if (state === VALUE || state === VALUE_OR_CLOSE) {
      if (byte === CLOSE_ARRAY && state === VALUE_OR_CLOSE) this.#close(0, offset);
      else this.#value(byte, offset);
    } else if (state === KEY || state === KEY_OR_CLOSE) {
      if (byte === QUOTE) this.#beginString(true);
      else if (byte === CLOSE_OBJECT && state === KEY_OR_CLOSE) this.#close(1, offset);
      else throw new JsonFault(unexpected(byte), offset);
    } else if (state === COLON) {
      if (byte !== 0x3a) throw new JsonFault(unexpected(byte), offset);
      this.#state = VALUE;
    } else if (byte === 0x2c) this.#state = this.#levels[this.#depth - 1] === 1 ? KEY : VALUE;
    else if (byte === CLOSE_OBJECT) this.#close(1, offset);
    else if (byte === CLOSE_ARRAY) this.#close(0, offset);
    else throw new JsonFault(unexpected(byte), offset);
  }

  #value(byte: number, offset: number): void {
    if (byte === QUOTE) this.#beginString(false);
    else if (byte === OPEN_OBJECT) this.#open(1, KEY_OR_CLOSE, offset);
    else if (byte === OPEN_ARRAY) this.#open(0, VALUE_OR_CLOSE, offset);
    else if (endsScalar(byte) || byte < 0x20 || byte === 0x27) throw new JsonFault(unexpected(byte), offset);
    else this.#state = IN_SCALAR;
  }

  #beginString(isKey: boolean): void {
    this.#isKey = isKey;
    this.#state = IN_STRING;
  }

  #open(kind: 0 | 1, state: number, offset: number): void {
    if (this.#depth === MOST_LEVELS) throw new JsonFault(`nested over ${groupedNumber(MOST_LEVELS)} levels`, offset);
    if (this.#depth === this.#levels.length) {
      const more = new Uint8Array(this.#levels.length * 2);
      more.set(this.#levels);
      this.#levels = more;
    }
    this.#levels[this.#depth] = kind;
    this.#depth += 1;
    this.#state = state;
  }

  #close(kind: 0 | 1, offset: number): void {
    if (this.#levels[this.#depth - 1] !== kind) {
      throw new JsonFault(unexpected(kind === 1 ? CLOSE_OBJECT : CLOSE_ARRAY), offset);
    }
    this.#depth -= 1;
    this.#state = BEHIND_VALUE;
  }
}

export const UNEXPECTED = 'an unexpected character';

/** From a multiple of 4 on, past words of four bytes that all mean themselves in a string. */
function behindPlain(words: Int32Array, from: number, end: number): number {
  if ((from & 3) !== 0) return from;
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = words[at >> 2] as number;
    const quote = word ^ 0x22222222;
    const backslash = word ^ 0x5c5c5c5c;
    // The highest bit of a byte is set if the byte is zero in the first two, or below 0x20 in the last.
    const found =
      ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((word - 0x20202020) & ~word);
    if ((found & 0x80808080) !== 0) return at;
  }
  return at;
}

/** What to say of a byte that must not be at its place. */
export function unexpected(byte: number): string {
  if (byte === 0x27) return 'a single quote, as Python prints a dict; json.dumps writes JSON';
  return UNEXPECTED;
}

/** What a number or a word cannot hold. */
function endsScalar(byte: number): boolean {
  if (byte <= 0x20) return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
  return (
    byte === 0x2c ||
    byte === CLOSE_ARRAY ||
    byte === CLOSE_OBJECT ||
    byte === OPEN_ARRAY ||
    byte === OPEN_OBJECT ||
    byte === QUOTE ||
    byte === 0x3a
  );
}
