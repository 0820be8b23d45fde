import {characterSet, isAlphanumeric} from './character-set.ts';
import {type DecodedText, END} from './decoded-text.ts';
import {isClearWord, mayNameSecret, type NameKind, nameKind} from './secret-name.ts';
import {isQuote} from './value-end.ts';
import {isGap, isInline, skipBlanksBack, wordBefore} from './words.ts';

/** The name of a secret, in front of `=`, `:` or another separator from its value. */
export interface SecretName {
  readonly kind: NameKind;
  readonly text: string;
  readonly quoted: boolean;
  /** The greatest depth of its characters and of what stands before it. */
  readonly depth: number;
  /** The unit before the name, and before its quote. */
  readonly before: number;
}

const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const SPACE = 0x20;
const SEMICOLON = 0x3b;

/** A longer name is read only as far as this from its end. */
const MAX_NAME = 64;
/** `br'…'` */
const MAX_PREFIX = 2;
/** How far back to look for a path in front of a `;`. */
const MAX_PATH = 128;

const isNamePunctuation = characterSet('_-./');
const isStringPrefix = characterSet('bBrRuUfF');
const isBeforeParameter = characterSet('?&#/=');
const isBeforeEntry = characterSet('{[(,;&?-');
export const isOpeningBracket = characterSet('([{');
const isPathSyntax = characterSet('/&?');

/** The name that ends before `end`, perhaps in quotes; null if there is none, or if it names no secret. */
export function nameBefore(text: DecodedText, end: number, isColon: boolean): SecretName | null {
  let last = end;
  // `environ["API_KEY"] = …`
  if (text.code(last - 1) === CLOSING_BRACKET && isQuote(text.code(last - 2))) last -= 1;
  const quote = text.code(last - 1);
  const quoted = isQuote(quote);
  if (quoted) for (last -= 1; text.code(last - 1) === BACKSLASH; ) last -= 1;
  let first = last;
  let depth = 0;
  for (; last - first < MAX_NAME; first -= 1) {
    const code = text.code(first - 1);
    if (!isAlphanumeric(code) && !isNamePunctuation(code) && !(quoted && code === SPACE)) break;
    depth = Math.max(depth, text.depth(first - 1));
  }
  if (first === last) return null;
  let before = first - 1;
  depth = Math.max(depth, text.depth(before));
  if (quoted) {
    if (text.code(before) !== quote) return null;
    for (before -= 1; text.code(before) === BACKSLASH; ) before -= 1;
    if (isStringPrefix(text.code(before)) && !isAlphanumeric(text.code(before - 1))) before -= 1;
  }
  const name = text.plain.slice(first, last);
  const kind = quoted ? nameKind(name) : kindInText(text, name, before, isColon);
  return kind === null ? null : {kind, quoted, depth, before, text: name};
}

/** A name without quotes may be the end of a path or of a dotted name, or the second of two words: `api key: …`. */
function kindInText(text: DecodedText, name: string, before: number, isColon: boolean): NameKind | null {
  if (!mayNameSecret(name)) return null;
  const slash = name.lastIndexOf('/');
  // The host of a URL.
  if (slash > 0 && name[slash - 1] === '/') return null;
  const parts = name.slice(slash + 1).split('.');
  const last = parts.at(-1) ?? '';
  const kind = nameKind(last);
  if (slash !== -1) return kind === 'clear' ? kind : null;
  if (parts.length > 1) return kind === 'clear' || last === 'token' ? kind : null;
  if (!isColon || kind === 'clear' || text.code(before) !== SPACE) return kind;
  return isClearWord(wordBefore(text, before).word + name) ? 'clear' : kind;
}

/**
 * In a query, fragment or path. A text that begins with a name is a form, unless the name is a variable's or its value
 * begins with a bracket.
 */
export function isParameterName(text: DecodedText, {before, text: name}: SecretName, value: number): boolean {
  const code = text.code(before);
  if (code === END) return /[a-z]/.test(name) && !isOpeningBracket(text.code(value));
  return isBeforeParameter(code) || (code === SEMICOLON && isInPath(text, before));
}

/** A `;` in a path begins a matrix parameter, one after `&amp` a parameter; in a connection string it is neither. */
function isInPath(text: DecodedText, semicolon: number): boolean {
  for (let at = semicolon - 1; at >= semicolon - MAX_PATH && !isGap(text.code(at)); at -= 1) {
    if (isPathSyntax(text.code(at))) return true;
  }
  return false;
}

/** Whether an entry of a dict, a list or a file begins with the name, rather than with other words before it. */
export function beginsEntry(text: DecodedText, {before}: SecretName): boolean {
  const code = text.code(skipBlanksBack(text, before + 1) - 1);
  return isGap(code) ? !isInline(code) : isBeforeEntry(code) || isQuote(code);
}

/** The place at which a string opens: past the `b` of `b'…'` and the like, and past backslashes that are percent-encoded. */
export function skipToQuote(text: DecodedText, from: number): number {
  let at = from;
  while (at - from < MAX_PREFIX && isStringPrefix(text.code(at))) at += 1;
  while (text.code(at) === BACKSLASH) at += 1;
  return isQuote(text.code(at)) ? at : from;
}
