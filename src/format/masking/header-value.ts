import {characterSet} from './character-set.ts';
import type {DecodedText} from './decoded-text.ts';
import {isProseWord} from './prose.ts';
import {ONE_WORD_SCHEMES} from './secret-list.ts';
import {isQuote, type ValueEnds} from './value-end.ts';
import {isGap, isProse, skipSpaces, wordAt} from './words.ts';

/** The place of the secret in a header with a syntax of its own: units from the first up to but without the second. */
type Span = readonly [from: number, to: number];

const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

const isListPunctuation = characterSet(',;');
const oneWordSchemes = new Set(ONE_WORD_SCHEMES);

/**
 * What stands behind `Authorization`, in quotes up to `end`. The scheme stays if one word follows it. With any other
 * scheme, or without one, all is hidden.
 */
export function authorizationSpan(
  text: DecodedText,
  ends: ValueEnds,
  from: number,
  end: number | null,
  depth: number,
): Span | null {
  const scheme = wordAt(text, from).toLowerCase();
  if (oneWordSchemes.has(scheme)) {
    const second = skipSpaces(text, from + scheme.length);
    if (second > from + scheme.length && second < (end ?? text.length)) {
      if (end !== null) return [second, end];
      const open = isQuote(text.code(second)) ? second + 1 : second;
      return isProse(text, open) ? null : [open, ends.wordEnd(open, depth)];
    }
  }
  if (end !== null) return [from, end];
  if (isProseWord(scheme.replace(/['`]?[)\]}].*$/s, '')) || oneWordSchemes.has(scheme)) return null;
  return [from, listEnd(text, ends, from, depth, /^[a-z][\w-]*$/.test(scheme))];
}

/** All pairs of `Cookie`; only the first of `Set-Cookie`, since attributes follow. */
export function cookieSpan(
  text: DecodedText,
  ends: ValueEnds,
  from: number,
  kind: 'cookie' | 'set-cookie',
  depth: number,
): Span | null {
  if (!wordAt(text, from).includes('=') && isProse(text, from)) return null;
  return [from, kind === 'cookie' ? listEnd(text, ends, from, depth, false) : ends.wordEnd(from, depth)];
}

/** Past words as long as each ends in `,` or `;`, and past the second word if the first may be a scheme. */
function listEnd(text: DecodedText, ends: ValueEnds, from: number, depth: number, hasScheme: boolean): number {
  let words = 0;
  for (let at = from; ; ) {
    const code = text.code(at);
    if (isGap(code)) {
      words += 1;
      const next = skipSpaces(text, at);
      const goesOn = isListPunctuation(text.code(at - 1)) || (hasScheme && words === 1);
      if (!goesOn || next === at || isGap(text.code(next))) return at;
      at = next;
    } else if (isQuote(code) && followsEquals(text, at) && ends.closingQuote(at) !== -1) {
      at = ends.closingQuote(at) + 1;
    } else if (isListPunctuation(code) && isGap(text.code(at + 1))) at += 1;
    else if (ends.endsBare(at, {depth, isParameter: false})) return at;
    else at += 1;
  }
}

function followsEquals(text: DecodedText, quote: number): boolean {
  let before = quote - 1;
  while (text.code(before) === BACKSLASH) before -= 1;
  return text.code(before) === EQUALS;
}
