import {characterSet, isBlankCode} from './character-set.ts';

/** The code of every place outside the text. */
export const END = -1;
/** The code of a line break or tab that is written out, as the two characters `\n` are in quoted JSON. */
export const WRITTEN_BREAK = -2;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
/** A byte of a character beyond ASCII: never part of a name, and no delimiter. */
const BEYOND_ASCII = 0xfffd;
/** Deeper encodings are undone as well, but count as this deep: it bounds the work of whoever looks at each depth. */
const MAX_DEPTH = 16;

const endsInText = characterSet('"<>');

/**
 * A text with its percent-encoding undone, however often it was applied, and the backslash escapes of JSON with it.
 * Each unit knows where it stands in the text and how often it was percent-encoded (its depth), because a delimiter
 * that is encoded more often than what it stands in does not delimit it.
 */
export class DecodedText {
  readonly text: string;
  readonly #codes: number[] = [];
  readonly #depths: number[] = [];
  readonly #starts: number[] = [];

  constructor(text: string) {
    this.text = text;
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        const sequence = readEscape(text, at);
        this.#push(sequence.code, at, 0);
        at = sequence.end;
      } else {
        this.#push(code, at, 0);
        at += 1;
      }
      this.#undoPercentEncoding();
    }
  }

  /** How many units there are. */
  get length(): number {
    return this.#codes.length;
  }

  /** The character code of a unit, or `END`, or `WRITTEN_BREAK`. To read past an array's ends would be slow. */
  code(at: number): number {
    return at >= 0 && at < this.#codes.length ? (this.#codes[at] as number) : END;
  }

  depth(at: number): number {
    return at >= 0 && at < this.#depths.length ? (this.#depths[at] as number) : 0;
  }

  /** Where a unit starts in the text. */
  start(at: number): number {
    return this.#starts[at] ?? this.text.length;
  }

  /** True where a URL is over, whatever it holds. A blank or quote that is encoded is part of the URL. */
  endsUrl(at: number): boolean {
    const code = this.code(at);
    return code === END || (this.depth(at) === 0 && (isBlankCode(code) || endsInText(code)));
  }

  #push(code: number, start: number, depth: number): void {
    this.#codes.push(code);
    this.#starts.push(start);
    this.#depths.push(depth);
  }

  /** As often as the last three units are `%` and two hexadecimal digits, whatever those were decoded from. */
  #undoPercentEncoding(): void {
    for (let first = this.length - 3; this.code(first) === PERCENT; first = this.length - 3) {
      const byte = hexadecimal(this.code(first + 1)) * 16 + hexadecimal(this.code(first + 2));
      if (Number.isNaN(byte)) return;
      const depth = Math.max(this.depth(first), this.depth(first + 1), this.depth(first + 2)) + 1;
      const start = this.start(first);
      for (const units of [this.#codes, this.#starts, this.#depths]) units.length = first;
      this.#push(byte < 0x80 ? byte : BEYOND_ASCII, start, Math.min(depth, MAX_DEPTH));
    }
  }
}

/** A run of backslashes and what they escape, as one unit: a text that is quoted twice is written with more of them. */
function readEscape(text: string, start: number): {code: number; end: number} {
  let end = start;
  while (text.charCodeAt(end) === BACKSLASH) end += 1;
  const sequence = /^(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["'/nrt])/i.exec(text.slice(end, end + 5))?.[0] ?? '';
  if (sequence === '') return {code: BACKSLASH, end};
  end += sequence.length;
  if (sequence.length > 1) return {code: Number.parseInt(sequence.slice(1), 16), end};
  return {code: /["'/]/.test(sequence) ? sequence.charCodeAt(0) : WRITTEN_BREAK, end};
}

function hexadecimal(code: number): number {
  return code >= 0x30 && code <= 0x66 ? Number.parseInt(String.fromCharCode(code), 16) : Number.NaN;
}
