import {characterSet, isAlphanumeric, isBlankCode} from './character-set.ts';
import {type DecodedText, WRITTEN_BREAK} from './decoded-text.ts';
import {isGap} from './words.ts';

const LETTER_T = 0x54;
const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const CLOSING_OF = new Map([
  [0x28, 0x29],
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);
/** No name of a parameter is longer. */
const MAX_NAME = 64;

export const isQuote = characterSet('"\'`');
const isParameterEnd = characterSet('&#');
const isClosing = characterSet("')]},;`");
const isClosingOrPunctuation = characterSet("')]},;`.:!?");
const isNamePunctuation = characterSet('_-.[]');

/** The ends of values in a text. Facts that need the whole text are found when they are first needed. */
export class ValueEnds {
  readonly #text: DecodedText;
  #closes: Uint8Array | null = null;

  constructor(text: DecodedText) {
    this.#text = text;
  }

  /**
   * Whether a value without quotes is over at this unit. An encoded `&` ends a parameter only if the parameter's own `=`
   * is encoded as often; else it is a part of the secret. Outside of a query `#` is no end, and `&` is one only before
   * another parameter: passwords hold both.
   */
  endsBare(at: number, {depth, isParameter}: {readonly depth: number; readonly isParameter: boolean}): boolean {
    const text = this.#text;
    const code = text.code(at);
    if (isParameterEnd(code) && text.depth(at) <= depth) {
      if (isParameter || (code === AMPERSAND && this.#startsParameter(at + 1))) return true;
    }
    if (!isParameter && this.#endsEncoded(at, depth)) return true;
    return text.endsUrl(at) || (isClosing(code) && this.closes(at));
  }

  /**
   * Whether nothing but closing punctuation stands between this unit and the end of the URL. A secret may hold a raw `'`
   * or `)`, so these end it only there; or before a traceback, which follows without a blank.
   */
  closes(at: number): boolean {
    this.#closes ??= closingPlaces(this.#text);
    return this.#closes[at] === 1;
  }

  /** The end of a word that is no part of a URL: at any blank, however often encoded, and at the end of a bare value. */
  wordEnd(from: number, depth: number): number {
    let at = from;
    while (!isGap(this.#text.code(at)) && !this.endsBare(at, {depth, isParameter: false})) at += 1;
    return at;
  }

  /** The `"` or `'` that closes the string opened at `open`, or -1. */
  closingQuote(open: number): number {
    return this.nextQuote(open, open);
  }

  /** The same from a later place, for strings that one quote does not close. */
  nextQuote(open: number, after: number): number {
    const text = this.#text;
    const quote = text.code(open);
    const level = quotingLevel(backslashesBefore(text, open));
    for (let at = after + 1; at < text.length; at += 1) {
      if (text.code(at) !== quote || text.depth(at) > text.depth(open)) continue;
      if (closesLevel(backslashesBefore(text, at), isNumericEscape(text, at), level)) return at;
    }
    return -1;
  }

  /** The bracket that closes the one at `open`, or -1. Brackets in quotes do not count. */
  closingBracket(open: number): number {
    const text = this.#text;
    const expected: number[] = [];
    for (let at = open; at < text.length; at += 1) {
      const code = text.code(at);
      const closing = CLOSING_OF.get(code);
      if (closing !== undefined) expected.push(closing);
      else if (code === expected.at(-1)) expected.pop();
      else if (isQuote(code)) at = Math.max(at, this.closingQuote(at));
      if (expected.length === 0) return at;
    }
    return -1;
  }

  /** Outside of a query a blank ends a value, and a quote before punctuation, if they are encoded as often as its syntax. */
  #endsEncoded(at: number, depth: number): boolean {
    const text = this.#text;
    if (text.depth(at) === 0 || text.depth(at) > depth) return false;
    return isBlankCode(text.code(at)) || (isQuote(text.code(at)) && !isAlphanumeric(text.code(at + 1)));
  }

  #startsParameter(first: number): boolean {
    let at = first;
    while (at - first < MAX_NAME && (isAlphanumeric(this.#text.code(at)) || isNamePunctuation(this.#text.code(at))))
      at += 1;
    return at > first && this.#text.code(at) === EQUALS;
  }
}

/** The backslashes in front of a quote: those of its own escape, and percent-encoded ones. */
export function backslashesBefore(text: DecodedText, at: number): number {
  let count = text.backslashes(at);
  for (let before = at - 1; text.code(before) === BACKSLASH; before -= 1) count += 1;
  return count;
}

/** In how many strings a quote with so many backslashes is: 0, 1, 3 and 7 are written for 0, 1, 2 and 3. */
function quotingLevel(backslashes: number): number {
  return backslashes === 0 ? 0 : Math.floor(Math.log2(backslashes)) + 1;
}

/**
 * Whether a quote with so many backslashes closes a string of a level. When one level of quoting is undone after the other, it must
 * not be an escaped one at any level up to the string's own. `numeric`: it is written as `\u0022`, which is no quote until it is undone.
 */
function closesLevel(backslashes: number, numeric: boolean, level: number): boolean {
  let left = backslashes;
  let isWritten = !numeric;
  for (let undone = 0; undone <= level; undone += 1) {
    if (left % 2 === 0) {
      if (isWritten) return true;
      left /= 2;
    } else {
      left = (left - 1) / 2;
      isWritten = true;
    }
  }
  return false;
}

function isNumericEscape(text: DecodedText, at: number): boolean {
  const backslashes = text.backslashes(at);
  return backslashes > 0 && !isQuote(text.text.charCodeAt(text.start(at) + backslashes));
}

function closingPlaces(text: DecodedText): Uint8Array {
  const closes = new Uint8Array(text.length + 1);
  for (let at = text.length; at >= 0; at -= 1) {
    const punctuation = text.depth(at) === 0 && isClosingOrPunctuation(text.code(at));
    closes[at] = (punctuation ? closes[at + 1] === 1 : text.endsUrl(at) || startsOther(text, at)) ? 1 : 0;
  }
  return closes;
}

function startsOther(text: DecodedText, at: number): boolean {
  if (text.code(at) === WRITTEN_BREAK) return true;
  return text.code(at) === LETTER_T && text.text.startsWith('Traceback (most recent call last)', text.start(at));
}
