import {characterSet} from './character-set.ts';
import {type DecodedText, END, WRITTEN_BREAK} from './decoded-text.ts';
import {secretDepth} from './secret-start.ts';
import type {TextRange} from './text-range.ts';

const LETTER_T = 0x54;
const APOSTROPHE = 0x27;

const isParameterEnd = characterSet('&#');
const isClosing = characterSet("')]},;`");
const isClosingOrPunctuation = characterSet("')]},;`.:!?");

/** Where the values of secret query parameters, and Bearer and Basic credentials, stand. */
export function secretValueRanges(text: DecodedText): TextRange[] {
  const closes = closingPlaces(text);
  const ranges: TextRange[] = [];
  let first = END;
  // How often the value's own syntax is encoded. Of values inside each other the least counts: it reaches furthest.
  let depth = Number.POSITIVE_INFINITY;
  for (let at = 0; at <= text.length; at += 1) {
    const starting = secretDepth(text, at);
    if (starting !== null && !followsClosing(text, at, closes)) {
      if (first === END) first = at;
      depth = Math.min(depth, starting);
    }
    if (first === END || !endsValue(text, at, depth, closes)) continue;
    if (at > first) ranges.push({from: text.start(first), to: text.start(at)});
    first = END;
    depth = Number.POSITIVE_INFINITY;
  }
  return ranges;
}

/** The `'` in front closes what stands before it, and opens nothing. */
function followsClosing(text: DecodedText, at: number, closes: readonly boolean[]): boolean {
  return text.code(at - 1) === APOSTROPHE && closes[at - 1] === true;
}

/** An encoded `&` ends the value only where the value's own `=` is encoded as often; else it is a part of the secret. */
function endsValue(text: DecodedText, at: number, depth: number, closes: readonly boolean[]): boolean {
  if (isParameterEnd(text.code(at)) && text.depth(at) <= depth) return true;
  return text.endsUrl(at) || (isClosing(text.code(at)) && closes[at] === true);
}

/**
 * For each unit, whether nothing but closing punctuation stands between it and the end of the URL. A secret may hold a
 * raw `'` or `)`, so these end it only there; or before a traceback, which follows without a blank.
 */
function closingPlaces(text: DecodedText): boolean[] {
  const closes = new Array<boolean>(text.length + 1).fill(false);
  for (let at = text.length; at >= 0; at -= 1) {
    const punctuation = text.depth(at) === 0 && isClosingOrPunctuation(text.code(at));
    closes[at] = punctuation ? closes[at + 1] === true : text.endsUrl(at) || startsOther(text, at);
  }
  return closes;
}

function startsOther(text: DecodedText, at: number): boolean {
  if (text.code(at) === WRITTEN_BREAK) return true;
  return text.code(at) === LETTER_T && text.text.startsWith('Traceback (most recent call last)', text.start(at));
}
