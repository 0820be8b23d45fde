import {characterSet} from './character-set.ts';
import {type DecodedText, WRITTEN_BREAK} from './decoded-text.ts';
import type {TextRange} from './text-range.ts';

const AT = 0x40;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const NONE = -1;

const isSlash = characterSet('/\\');
const isSlashOrColon = characterSet('/\\:');
const isAuthorityEnd = characterSet('/\\?#');
const isDigit = characterSet('0123456789');
const isAddressPart = characterSet('0123456789ABCDEFabcdef:.');

/** The place of the user info of each URL, scheme-relative and percent-encoded URLs included. */
export function userInfoRanges(text: DecodedText): TextRange[] {
  const ranges: TextRange[] = [];
  const nextAt = nextAtSigns(text);
  // How far the authorities of each depth are already covered: one that starts in there can add nothing.
  const covered: number[] = [];
  for (let first = 2; first < text.length; first += 1) {
    if (!startsAuthority(text, first)) continue;
    const depth = Math.max(text.depth(first - 2), text.depth(first - 1));
    if (first < (covered[depth] ?? 0)) continue;
    const end = userInfoEnd(text, first, depth, nextAt);
    if (end <= first) continue;
    ranges.push({from: text.start(first), to: text.start(end)});
    covered[depth] = end;
  }
  return ranges;
}

/** After `//`, and after `:/`, which a path function leaves of a URL. */
function startsAuthority(text: DecodedText, first: number): boolean {
  return isSlash(text.code(first - 1)) && isSlashOrColon(text.code(first - 2));
}

/**
 * The `@` that ends the user info, or -1. If the authority has several, it is the last one.
 *
 * The authority ends at the first delimiter. One that is encoded more often than the authority's own slashes ends it
 * only for a reader who decodes that often. So an `@` still counts as long as some reader takes it for part of the
 * authority: `limit` is the least depth of the delimiters met since the last `@` that counted.
 */
function userInfoEnd(text: DecodedText, first: number, depth: number, nextAt: readonly number[]): number {
  let end = NONE;
  let skipped = NONE;
  let limit = Number.POSITIVE_INFINITY;
  for (let at = first; ; at += 1) {
    if (!text.endsUrl(at)) {
      if (text.code(at) === AT) {
        if (Math.max(text.depth(at), depth) < limit) {
          end = at;
          limit = Number.POSITIVE_INFINITY;
        } else skipped = at;
        continue;
      }
      if (isDelimiter(text.code(at))) limit = Math.min(limit, text.depth(at));
      if (limit > depth) continue;
    }
    if (isHost(text, Math.max(end + 1, first), at)) return end;
    // Not a host: a password with a delimiter that is not encoded. It ends at an `@` further on.
    if (skipped > end) {
      end = skipped;
      if (isHost(text, end + 1, at)) return end;
    }
    const next = nextAt[at] ?? NONE;
    if (next === NONE) return end;
    end = next;
    at = next;
    limit = Number.POSITIVE_INFINITY;
  }
}

/** False if the text behind the colon, or the lack of it, shows that this cannot be a host. */
function isHost(text: DecodedText, from: number, to: number): boolean {
  let at = addressEnd(text, from);
  while (at < to && text.code(at) !== COLON) at += 1;
  if (at === to) return true;
  for (at += 1; at < to; at += 1) if (!isDigit(text.code(at))) return false;
  return isDigit(text.code(to - 1));
}

/** Past an IPv6 address in brackets, in which a colon begins no port; without one, the place itself. */
function addressEnd(text: DecodedText, from: number): number {
  if (text.code(from) !== OPENING_BRACKET) return from;
  let at = from + 1;
  while (isAddressPart(text.code(at))) at += 1;
  return text.code(at) === CLOSING_BRACKET ? at : from;
}

function isDelimiter(code: number): boolean {
  return code === WRITTEN_BREAK || isAuthorityEnd(code);
}

/** For each unit the next `@` of the same URL, or -1. */
function nextAtSigns(text: DecodedText): number[] {
  const next = new Array<number>(text.length).fill(NONE);
  let found = NONE;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text.endsUrl(at)) found = NONE;
    else if (text.code(at) === AT) found = at;
    next[at] = found;
  }
  return next;
}
