import {characterSet, isAlphanumeric} from './character-set.ts';
import type {DecodedText} from './decoded-text.ts';
import {JWT, KNOWN_FORMS, PEM, SECRET_ADDRESSES} from './secret-list.ts';
import type {TextRange} from './text-range.ts';

/** If the last line of a key is missing, a shorter line is no line of the key. */
const LEAST_LINE = 16;

const FORMS = new RegExp(`(?<![A-Za-z0-9])(?:${KNOWN_FORMS.map(({pattern}) => pattern).join('|')})`, 'g');
const TOKEN = new RegExp(JWT.pattern, 'g');
const ADDRESSES = SECRET_ADDRESSES.map(({mark, pattern, until}) => ({mark, until, pattern: new RegExp(pattern, 'g')}));
const KEY_BEGIN = new RegExp(PEM.begin, 'g');
const KEY_END = new RegExp(PEM.end, 'g');

const isTokenPunctuation = characterSet('_-');
const isKeyPart = characterSet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=');
const isKeyGap = characterSet('\\\r\n\t ');
const isPathEnd = characterSet('?#');
const isSegmentEnd = characterSet('/?#');
const isClosing = characterSet("')]},;`");

/** The places of secrets with a known form, in the order of their starts. */
export function knownFormRanges(text: DecodedText): TextRange[] {
  const ranges = [...tokenRanges(text, FORMS), ...(text.plain.includes(JWT.mark) ? tokenRanges(text, TOKEN) : [])];
  for (const {mark, until, pattern} of ADDRESSES) {
    if (text.plain.includes(mark)) ranges.push(...addressRanges(text, pattern, until));
  }
  if (text.plain.includes('-----BEGIN')) ranges.push(...keyRanges(text));
  return ranges.sort((left, right) => left.from - right.from);
}

/** The match of a pattern, and what follows it in the alphabet that nearly all keys have. */
function tokenRanges(text: DecodedText, pattern: RegExp): TextRange[] {
  const ranges: TextRange[] = [];
  for (const {from, to} of matches(pattern, text.plain)) {
    let end = to;
    while (isAlphanumeric(text.code(end)) || isTokenPunctuation(text.code(end))) end += 1;
    ranges.push(range(text, from, end));
  }
  return ranges;
}

function addressRanges(text: DecodedText, pattern: RegExp, until: 'path' | 'segment'): TextRange[] {
  const isEnd = until === 'path' ? isPathEnd : isSegmentEnd;
  const ranges: TextRange[] = [];
  let done = 0;
  for (const {to: from} of matches(pattern, text.plain)) {
    if (from < done) continue;
    let to = from;
    // An encoded address in a parameter ends with the parameter; a path holds no raw quote or bracket.
    while (!text.endsUrl(to) && !isEnd(text.code(to)) && !isClosing(text.code(to)) && text.plain[to] !== '&') to += 1;
    if (to > from) ranges.push(range(text, from, to));
    done = to;
  }
  return ranges;
}

/** Private keys in PEM, over several lines or in one. A key without its last line was cut off. */
function keyRanges(text: DecodedText): TextRange[] {
  const ranges: TextRange[] = [];
  let ends = true;
  let done = 0;
  for (const begin of matches(KEY_BEGIN, text.plain)) {
    if (begin.from < done) continue;
    KEY_END.lastIndex = begin.to;
    const end: number | null = ends && KEY_END.test(text.plain) ? KEY_END.lastIndex : null;
    ends = end !== null;
    done = end ?? cutKeyEnd(text, begin.to);
    if (done > begin.to) ranges.push(range(text, begin.from, done));
  }
  return ranges;
}

/** As far as lines follow that are as long as a key's, and one shorter line if it begins a line of the text. */
function cutKeyEnd(text: DecodedText, from: number): number {
  let end = from;
  for (let at = from; ; ) {
    let first = at;
    let startsLine = false;
    for (; isKeyGap(text.plain.charCodeAt(first)); first += 1) startsLine ||= text.plain[first] === '\n';
    at = first;
    while (isKeyPart(text.code(at))) at += 1;
    if (at - first < LEAST_LINE && (end === from || !startsLine || at === first)) return end;
    end = at;
  }
}

function* matches(pattern: RegExp, plain: string): Generator<{from: number; to: number}> {
  pattern.lastIndex = 0;
  for (let at = 0; ; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(plain);
    if (match === null) return;
    at = match.index + match[0].length;
    yield {from: match.index, to: at};
  }
}

function range(text: DecodedText, from: number, to: number): TextRange {
  return {from: text.start(from), to: text.start(to)};
}
