import {characterSet, isBlankCode} from './character-set.ts';

/** The code of every place outside the text. */
export const END = -1;
/** The code of a line break or tab that is written out, as the two characters `\n` are in quoted JSON. */
export const WRITTEN_BREAK = -2;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
/** A byte of a character beyond ASCII: never part of a name, and no delimiter. */
const BEYOND_ASCII = 0xfffd;
/** Deeper encodings are undone, too, but count as this deep: it bounds the work of code that looks at each depth. */
const MAX_DEPTH = 16;
/** What `WRITTEN_BREAK` becomes as a character code. */
const BREAK_AS_CHARACTER = String.fromCharCode(WRITTEN_BREAK);
/** How many characters `String.fromCharCode` is given at once. */
const CHUNK = 8192;

const ENCODED = /[%\\]/;
const endsInText = characterSet('"<>');

/** Units of a text that holds something encoded. The arrays are as long as the text and filled as far as `length`. */
interface Units {
  readonly codes: Int32Array;
  readonly depths: Uint8Array;
  readonly starts: Int32Array;
  length: number;
}

/**
 * A text with its percent-encoding undone, however often it was applied, and the backslash escapes of JSON with it.
 * Each unit knows its place in the text and how often it was percent-encoded (its depth), because a delimiter
 * that is encoded more often than the text around it does not delimit it. In a text without `%` and backslash, as most
 * are, every unit is a character, and nothing is set up.
 */
export class DecodedText {
  readonly text: string;
  /** How many units there are. */
  readonly length: number;
  readonly #units: Units | null;
  #plain: string | null = null;

  constructor(text: string) {
    this.text = text;
    this.#units = ENCODED.test(text) ? decode(text) : null;
    this.length = this.#units?.length ?? text.length;
  }

  /** The character code of a unit, or `END`, or `WRITTEN_BREAK`. To read past an array's ends would be slow. */
  code(at: number): number {
    if (at < 0 || at >= this.length) return END;
    return this.#units === null ? this.text.charCodeAt(at) : (this.#units.codes[at] as number);
  }

  depth(at: number): number {
    if (this.#units === null || at < 0 || at >= this.length) return 0;
    return this.#units.depths[at] as number;
  }

  /** The place in the text at which a unit starts. */
  start(at: number): number {
    if (at >= this.length) return this.text.length;
    return this.#units === null ? at : (this.#units.starts[at] as number);
  }

  /** How many backslashes stand before a unit that was written with an escape; 0 for every other. */
  backslashes(at: number): number {
    if (this.#units === null) return 0;
    const start = this.start(at);
    let end = start;
    while (this.text.charCodeAt(end) === BACKSLASH) end += 1;
    return end - start;
  }

  /** True if a URL is over here, whatever it holds. An encoded blank or quote is part of the URL. */
  endsUrl(at: number): boolean {
    const code = this.code(at);
    return code === END || (this.depth(at) === 0 && (isBlankCode(code) || endsInText(code)));
  }

  /** The units as a string, one character each, for patterns; a written break is a line feed. */
  get plain(): string {
    this.#plain ??= this.#units === null ? this.text : plainText(this.#units);
    return this.#plain;
  }
}

function decode(text: string): Units {
  const length = text.length;
  const units = {
    codes: new Int32Array(length),
    depths: new Uint8Array(length),
    starts: new Int32Array(length),
    length: 0,
  };
  for (let at = 0; at < length; ) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      const sequence = readEscape(text, at);
      push(units, sequence.code, at, 0);
      at = sequence.end;
    } else {
      push(units, code, at, 0);
      at += 1;
    }
    undoPercentEncoding(units);
  }
  return units;
}

function push(units: Units, code: number, start: number, depth: number): void {
  units.codes[units.length] = code;
  units.starts[units.length] = start;
  units.depths[units.length] = depth;
  units.length += 1;
}

/** As often as the last three units are `%` and two hexadecimal digits, whatever those were decoded from. */
function undoPercentEncoding(units: Units): void {
  const {codes, depths, starts} = units;
  for (let first = units.length - 3; first >= 0 && codes[first] === PERCENT; first = units.length - 3) {
    const high = hexadecimal(codes[first + 1] as number);
    const low = hexadecimal(codes[first + 2] as number);
    if (high < 0 || low < 0) return;
    const byte = high * 16 + low;
    const depth = Math.max(depths[first] as number, depths[first + 1] as number, depths[first + 2] as number) + 1;
    units.length = first;
    push(units, byte < 0x80 ? byte : BEYOND_ASCII, starts[first] as number, Math.min(depth, MAX_DEPTH));
  }
}

/** A run of backslashes and the character that they escape, as one unit: a text that is quoted twice has more of them. */
function readEscape(text: string, start: number): {code: number; end: number} {
  let end = start;
  while (text.charCodeAt(end) === BACKSLASH) end += 1;
  switch (text[end]) {
    case '"':
    case "'":
    case '/':
      return {code: text.charCodeAt(end), end: end + 1};
    case 'n':
    case 'r':
    case 't':
    case 'N':
    case 'R':
    case 'T':
      return {code: WRITTEN_BREAK, end: end + 1};
    case 'u':
    case 'U':
      return readHexadecimal(text, end, 4);
    case 'x':
    case 'X':
      return readHexadecimal(text, end, 2);
    default:
      return {code: BACKSLASH, end};
  }
}

function readHexadecimal(text: string, letter: number, digits: number): {code: number; end: number} {
  let code = 0;
  for (let at = letter + 1; at <= letter + digits; at += 1) {
    const digit = hexadecimal(text.charCodeAt(at));
    if (digit < 0) return {code: BACKSLASH, end: letter};
    code = code * 16 + digit;
  }
  return {code, end: letter + 1 + digits};
}

/** The value of a hexadecimal digit, or -1. */
function hexadecimal(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function plainText({codes, length}: Units): string {
  let text = '';
  for (let from = 0; from < length; from += CHUNK) {
    text += String.fromCharCode.apply(
      null,
      codes.subarray(from, Math.min(from + CHUNK, length)) as unknown as number[],
    );
  }
  return text.replaceAll(BREAK_AS_CHARACTER, '\n');
}
