import {characterSet, isAlphanumeric} from './character-set.ts';
import type {DecodedText} from './decoded-text.ts';
import {isProseWord} from './prose.ts';
import type {SecretStart} from './secret-start.ts';
import {isQuote, type ValueEnds} from './value-end.ts';
import {isGap, isSpace, wordAt, wordBefore} from './words.ts';

const PLUS = 0x2b;
const APOSTROPHE = 0x27;
const LETTER_C = 0x63;
const LETTER_R = 0x72;
const LOWER_CASE = 0x20;

const isBase64Punctuation = characterSet('/-_');

/** `Bearer …`, and `Basic …` if the next word decodes to credentials. `at` is the last blank behind the scheme. */
export function credentialsAfter(text: DecodedText, at: number, ends: ValueEnds): SecretStart | null {
  const letter = text.code(at - 1) | LOWER_CASE;
  // The last letter of a scheme, or another blank behind it: all other words end here.
  if (letter !== LETTER_R && letter !== LETTER_C && !isSpace(text.code(at - 1))) return null;
  const quoted = text.depth(at + 1) === 0 && isQuote(text.code(at + 1));
  const from = quoted ? at + 2 : at + 1;
  if (quoted && isGap(text.code(from))) return null;
  let end = at + 1;
  let depth = 0;
  for (; isSpace(text.code(end - 1)); end -= 1) depth = Math.max(depth, text.depth(end - 1));
  const scheme = wordBefore(text, end);
  if (scheme.word === 'bearer') {
    // `Bearer realm="…"` is the answer of a server.
    if (isProseWord(wordAt(text, from).replace(/=.*/s, ''))) return null;
  } else if (scheme.word !== 'basic' || !isBasicCredentials(text, from, text.code(from - 1) === PLUS)) return null;
  if (text.code(from - 1) === APOSTROPHE && ends.closes(from - 1)) return null;
  return {from, to: null, depth: Math.max(depth, scheme.depth), isParameter: true};
}

/** Base64 of text (no control characters) with a colon; "Basic" is an ordinary word, too. */
function isBasicCredentials(text: DecodedText, first: number, plusIsSpace: boolean): boolean {
  const isPart = (code: number): boolean =>
    isAlphanumeric(code) || isBase64Punctuation(code) || (code === PLUS && !plusIsSpace);
  let end = first;
  while (isPart(text.code(end))) end += 1;
  const bytes = Buffer.from(text.plain.slice(first, end), 'base64');
  return bytes.includes(0x3a) && bytes.every((byte) => byte >= 0x20 && byte !== 0x7f);
}
