import {type CharacterSet, characterSet, isAlphanumeric, isBlankCode} from './character-set.ts';
import type {DecodedText} from './decoded-text.ts';

const SECRET_NAMES = new Set([
  'apikey',
  'api_key',
  'key',
  'token',
  'access_token',
  'password',
  'secret',
  'signature',
  'auth',
]);
/** One more than the longest of the names, so that no longer name passes for one of them. */
const MAX_WORD = 13;
const EQUALS = 0x3d;
const PLUS = 0x2b;

const isQuote = characterSet('"\'');
const isNamePunctuation = characterSet('_-./');
const isBase64Punctuation = characterSet('/-_');

/** How often the syntax in front is encoded, where a secret starts at this unit; else null. */
export function secretDepth(text: DecodedText, at: number): number | null {
  if (isOpeningQuote(text, at)) return null;
  const after = isOpeningQuote(text, at - 1) ? at - 1 : at;
  if (text.code(after - 1) === EQUALS) return parameterDepth(text, after - 1);
  return isSpace(text.code(after - 1)) && !isSpace(text.code(at)) ? credentialsDepth(text, after, at) : null;
}

/** A quote around the value: it stays, for the sake of the one at the end. */
function isOpeningQuote(text: DecodedText, at: number): boolean {
  if (text.depth(at) > 0 || !isQuote(text.code(at))) return false;
  return text.code(at - 1) === EQUALS || isSpace(text.code(at - 1));
}

/** The whole name before `=` has to be a secret one: `monkey` and the `key` of a path are none. */
function parameterDepth(text: DecodedText, equals: number): number | null {
  const {word, depth} = wordBefore(text, equals, (code) => isAlphanumeric(code) || isNamePunctuation(code));
  return SECRET_NAMES.has(word) ? Math.max(depth, text.depth(equals)) : null;
}

function credentialsDepth(text: DecodedText, after: number, at: number): number | null {
  let space = after;
  let spaceDepth = 0;
  for (; isSpace(text.code(space - 1)); space -= 1) spaceDepth = Math.max(spaceDepth, text.depth(space - 1));
  const {word, depth} = wordBefore(text, space, isAlphanumeric);
  const isScheme = word === 'bearer' || (word === 'basic' && isBasicCredentials(text, at, text.code(at - 1) === PLUS));
  return isScheme ? Math.max(depth, spaceDepth) : null;
}

/** In lower case, and the greatest depth of its characters and of what stands before them. */
function wordBefore(text: DecodedText, end: number, isPart: CharacterSet): {word: string; depth: number} {
  let first = end;
  let word = '';
  let depth = 0;
  while (end - first < MAX_WORD && isPart(text.code(first - 1))) {
    first -= 1;
    word = String.fromCharCode(text.code(first)) + word;
    depth = Math.max(depth, text.depth(first));
  }
  return {word: word.toLowerCase(), depth: Math.max(depth, text.depth(first - 1))};
}

/** Base64 of text (no control characters) with a colon; "Basic" is an ordinary word as well. */
function isBasicCredentials(text: DecodedText, first: number, plusIsSpace: boolean): boolean {
  const isPart = (code: number): boolean =>
    isAlphanumeric(code) || isBase64Punctuation(code) || (code === PLUS && !plusIsSpace);
  const codes: number[] = [];
  for (let at = first; isPart(text.code(at)); at += 1) codes.push(text.code(at));
  const bytes = Buffer.from(codes.map((code) => String.fromCharCode(code)).join(''), 'base64');
  return bytes.includes(0x3a) && bytes.every((byte) => byte >= 0x20 && byte !== 0x7f);
}

/** A blank, or the `+` that stands for one in an encoded form. */
function isSpace(code: number): boolean {
  return code === PLUS || isBlankCode(code);
}
