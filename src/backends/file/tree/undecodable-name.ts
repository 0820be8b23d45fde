import {isUtf8} from 'node:buffer';

/** The character that Node puts into names for bytes that are no UTF-8; a name may also have this character itself. */
export const REPLACEMENT = '\ufffd';

/** Where the lone surrogates begin that stand for the bytes from 0x80 on. */
const FIRST_STAND_IN = 0xdc80;

/** The longest character in UTF-8. */
const MOST_BYTES = 4;

/**
 * The bytes as a name. Each byte that is no UTF-8 becomes a lone surrogate, and no other name has one. So two names never become one, and
 * `isWellFormed` tells these from all others.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    name += length === 0 ? standIn(bytes[at] as number) : bytes.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return name;
}

/** A name for a message, its odd bytes as `\xe9`. */
export function shownName(name: string): string {
  return name.replace(/[\udc80-\udcff]/gu, (unit) => `\\x${(unit.charCodeAt(0) - FIRST_STAND_IN + 0x80).toString(16)}`);
}

function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= MOST_BYTES && at + length <= bytes.length; length += 1) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

function standIn(byte: number): string {
  return String.fromCharCode(FIRST_STAND_IN + byte - 0x80);
}
