import type {DecodedText} from './decoded-text.ts';
import {authorizationSpan, cookieSpan} from './header-value.ts';
import {beginsEntry, isOpeningBracket, type SecretName, skipToQuote} from './name-before.ts';
import {looksSecret} from './prose.ts';
import {closed, type SecretStart} from './secret-start.ts';
import {backslashesBefore, isQuote, type ValueEnds} from './value-end.ts';
import {isLiteral, isProse, MAX_WORD, wordAt} from './words.ts';

/** A secret name and the syntax that gives it its value. */
export interface Assignment {
  readonly name: SecretName;
  /** How often name and separator are percent-encoded. */
  readonly depth: number;
  /** In a query, fragment or path. */
  readonly isParameter: boolean;
  /** An `=` without blanks around it: prose never has one. */
  readonly isTight: boolean;
}

const APOSTROPHE = 0x27;

/** The secret that starts at `first`, in quotes, in brackets or bare; null if no secret stands there. */
export function assignedValue(
  text: DecodedText,
  ends: ValueEnds,
  first: number,
  assignment: Assignment,
): SecretStart | null {
  const {name, depth, isParameter, isTight} = assignment;
  const open = isParameter ? first : skipToQuote(text, first);
  if (isParameter && text.depth(open) > 0) return bareValue(text, ends, open, assignment);
  if (isQuote(text.code(open))) {
    // It closes a string or bracket around the name.
    if (text.code(open) === APOSTROPHE && ends.closes(open)) return null;
    if (isParameter) return {from: open + 1, to: null, depth, isParameter};
    return quotedValue(text, ends, open, assignment);
  }
  if (isOpeningBracket(text.code(open)) && !isParameter) {
    if (name.kind === 'ambiguous' && !isTight && !name.quoted) return null;
    const to = ends.closingBracket(open);
    return closed(open + 1, to === -1 ? text.length : to, depth);
  }
  return bareValue(text, ends, open, assignment);
}

/** The secret in the string that the quote at `open` opens. */
export function quotedValue(
  text: DecodedText,
  ends: ValueEnds,
  open: number,
  assignment: Assignment,
): SecretStart | null {
  const {name, depth, isTight} = assignment;
  // Python's strings over several lines have three quotes.
  const isTripleAt = (at: number): boolean => [at, at + 1, at + 2].every((unit) => text.code(unit) === text.code(open));
  const isTriple = isTripleAt(open);
  const first = isTriple ? open + 2 : open;
  let end = ends.closingQuote(first);
  while (isTriple && end !== -1 && !isTripleAt(end)) end = ends.nextQuote(first, end);
  const from = first + 1;
  if (end === -1) {
    // The text was cut off: in a dict the whole rest belongs to the value, else as much as of a bare value.
    return name.quoted ? closed(from, text.length, depth) : bareValue(text, ends, from, assignment);
  }
  // Backslashes that are percent-encoded are units of their own; they belong to the quote.
  const to = end - (backslashesBefore(text, end) - text.backslashes(end));
  if (name.kind === 'ambiguous' && !isTight && !name.quoted && !beginsEntry(text, name)) {
    if (!looksSecret(text.plain.slice(from, Math.min(to, from + MAX_WORD)))) return null;
  }
  const span = name.kind === 'authorization' ? authorizationSpan(text, ends, from, to, depth) : ([from, to] as const);
  return span === null ? null : closed(...span, depth);
}

function bareValue(text: DecodedText, ends: ValueEnds, from: number, assignment: Assignment): SecretStart | null {
  const {name, depth, isParameter, isTight} = assignment;
  if (isLiteral(text, from)) return null;
  if (!isParameter) {
    if (name.kind === 'authorization') {
      const span = authorizationSpan(text, ends, from, null, depth);
      return span === null ? null : closed(...span, depth);
    }
    if (name.kind === 'cookie' || name.kind === 'set-cookie') {
      const span = cookieSpan(text, ends, from, name.kind, depth);
      return span === null ? null : closed(...span, depth);
    }
    if (
      !isTight &&
      (name.kind === 'ambiguous' && !name.quoted ? !looksSecret(wordAt(text, from)) : isProse(text, from))
    )
      return null;
  }
  if (text.code(from - 1) === APOSTROPHE && ends.closes(from - 1)) return null;
  return {from, to: null, depth, isParameter};
}
