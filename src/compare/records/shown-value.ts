import {parseJson} from '../../core/json/parse.ts';
import {compactJson} from '../../core/json/print.ts';
import type {JsonValue} from '../../core/json/value.ts';
import {maskValue} from '../../format/masking.ts';

/** Values are shown up to this many characters. */
export const MOST_SHOWN = 200;

/** A value with a longer text is cut, in bytes: a value of 60 MB takes 1 GB, and one line of it is shown. */
const LONG = 65_536;
/** How many bytes are kept at first, and by which factor that grows if masking leaves too few of them. */
const FIRST_KEPT = 16_384;
const GROWTH = 8;

/**
 * Reads the canonical text of a value as far as it is shown, masked or not: only the beginning of a long object or array.
 * A string is read as a whole, since half of a secret may not look like one.
 */
export function shownValue(canonical: Uint8Array): JsonValue {
  if (canonical.length > LONG) {
    for (let kept = FIRST_KEPT; kept < canonical.length; kept *= GROWTH) {
      const beginning = beginningOf(canonical, kept);
      if (beginning === null) break;
      const value = parseJson(beginning.text, 'none').value;
      // Its closing brackets come earlier than in the whole text, so they must lie behind the shown part.
      if (compactJson(maskValue(value)).length - beginning.closed > MOST_SHOWN) return value;
    }
  }
  return parseJson(textOf(canonical), 'none').value;
}

function textOf({buffer, byteOffset, length}: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString();
}

interface Beginning {
  readonly text: string;
  /** How many objects and arrays are closed at its end. */
  readonly closed: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
/** An array of a name and a value is masked as such, so an array of more elements must not become one of two. */
const FEWEST_ELEMENTS = 3;

/** The text before the first comma behind `length` bytes, closed; null if there is no such comma. */
function beginningOf(canonical: Uint8Array, length: number): Beginning | null {
  const closers: string[] = [];
  const commas: number[] = [];
  for (let at = 0; at < canonical.length; at += 1) {
    const byte = canonical[at];
    if (byte === QUOTE) at = closingQuote(canonical, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      closers.push(byte === OPEN_OBJECT ? '}' : ']');
      commas.push(0);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      closers.pop();
      commas.pop();
    } else if (byte === COMMA) {
      const elements = (commas.pop() ?? 0) + 1;
      commas.push(elements);
      const mayEnd = closers.at(-1) === '}' || elements >= FEWEST_ELEMENTS;
      if (at >= length && mayEnd) {
        return {text: textOf(canonical.subarray(0, at)) + closers.reverse().join(''), closed: closers.length};
      }
    }
  }
  return null;
}

function closingQuote(canonical: Uint8Array, start: number): number {
  let at = start + 1;
  while (canonical[at] !== QUOTE) at += canonical[at] === BACKSLASH ? 2 : 1;
  return at;
}
