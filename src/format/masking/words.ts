import {type CharacterSet, characterSet, isAlphanumeric, isBlankCode} from './character-set.ts';
import {type DecodedText, END, WRITTEN_BREAK} from './decoded-text.ts';
import {isPlainWord, isProseWord} from './prose.ts';
import {LITERALS} from './secret-list.ts';

/** The beginnings and ends of words around a place in a text. Each looks no further than a bound, whatever the text holds. */

const PLUS = 0x2b;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const MAX_BLANKS = 8;
const MAX_LITERAL = 10;
/** One more than the longest scheme, and than the longest first half of a name of two words. */
const MAX_WORD_BEFORE = 8;
/** No word of prose is longer. */
export const MAX_WORD = 200;

const isAfterWord = characterSet('"&');
const isAfterLiteral = characterSet(',;)]}"\'&#<>');
const literals = new Set(LITERALS);

/** A blank, a line break that is written out, or the end. */
export function isGap(code: number): boolean {
  return code === END || code === WRITTEN_BREAK || isBlankCode(code);
}

/** A blank that ends no line. */
export function isInline(code: number): boolean {
  return code !== LINE_FEED && code !== CARRIAGE_RETURN && isBlankCode(code);
}

/** A blank, or the `+` that stands for one in an encoded form. */
export function isSpace(code: number): boolean {
  return code === PLUS || isBlankCode(code);
}

export function skipBlanks(text: DecodedText, from: number): number {
  let at = from;
  while (at - from < MAX_BLANKS && isInline(text.code(at))) at += 1;
  return at;
}

/** Past blanks, and the `+` of an encoded form. */
export function skipSpaces(text: DecodedText, from: number): number {
  let at = from;
  while (at - from < MAX_BLANKS && (isInline(text.code(at)) || text.code(at) === PLUS)) at += 1;
  return at;
}

export function skipBlanksBack(text: DecodedText, end: number): number {
  let at = end;
  while (end - at < MAX_BLANKS && isInline(text.code(at - 1))) at -= 1;
  return at;
}

/** Up to a gap, a raw `"` or the next parameter, without closing punctuation: for questions about prose. */
export function wordAt(text: DecodedText, from: number): string {
  let to = from;
  while (to - from < MAX_WORD && !isSpace(text.code(to)) && !isGap(text.code(to)) && !isAfterWord(text.code(to)))
    to += 1;
  return text.plain.slice(from, to).replace(/[,;)\]}'`]{1,8}$/, '');
}

/** In lower case, and the greatest depth of its characters and of what stands before them. */
export function wordBefore(
  text: DecodedText,
  end: number,
  isPart: CharacterSet = isAlphanumeric,
): {word: string; depth: number} {
  let first = end;
  let depth = 0;
  while (end - first < MAX_WORD_BEFORE && isPart(text.code(first - 1))) {
    first -= 1;
    depth = Math.max(depth, text.depth(first));
  }
  return {word: text.plain.slice(first, end).toLowerCase(), depth: Math.max(depth, text.depth(first - 1))};
}

/** `None`, `null`, `true` and the like, as a whole. */
export function isLiteral(text: DecodedText, from: number): boolean {
  let to = from;
  while (to - from < MAX_LITERAL && isAlphanumeric(text.code(to))) to += 1;
  if (!isGap(text.code(to)) && !isAfterLiteral(text.code(to))) return false;
  return literals.has(text.plain.slice(from, to).toLowerCase());
}

/** Words about a secret rather than a secret: a word of the list, an address, or a plain word or count before another. */
export function isProse(text: DecodedText, from: number): boolean {
  const word = wordAt(text, from);
  // `ToolException('api_key: missing')Traceback`
  const bare = word.replace(/['`]?[)\]}].*$|[.,;:!?]{1,8}$/s, '');
  if (bare === '' || isProseWord(bare) || /^https?:\/\//i.test(bare)) return true;
  if (!isPlainWord(bare) && !/^[0-9]{1,5}$/.test(bare)) return false;
  const next = skipSpaces(text, from + word.length);
  return next > from + word.length && isAlphanumeric(text.code(next));
}
