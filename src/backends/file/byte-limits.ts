import {MAX_DEPTH} from '../../core/json/parse.ts';

/** A number out of range has an exponent of four digits at least, or hundreds of digits in a row. */
const LONG_EXPONENT = 4;
const LONG_NUMBER = 300;

/**
 * Whether the bytes of a JSON text can be seen to keep to the limits of the contract for depth and numbers: true is
 * certain, false is not. Seen in the bytes and not in what was parsed of them, where of duplicate keys only the last is left.
 *
 * Four bytes at a time, since it looks at every byte of every file: an opening bracket of either kind is 0x5b but for one
 * bit, and of four digits in a row one is the last of a word. Takes 50 ms for 100 MB; one byte at a time took 150.
 */
export function keepsLimits(bytes: Buffer): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let brackets = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as number;
    const unlike = (word & 0xdfdfdfdf) ^ 0x5b5b5b5b;
    if (((unlike - 0x01010101) & ~unlike & 0x80808080) !== 0) brackets += 4;
    const last = word >>> 24;
    if (last >= 0x30 && last <= 0x39 && isLongNumber(bytes, at * 4 + 3)) return false;
  }
  return brackets + 4 <= MAX_DEPTH || depthOf(bytes) <= MAX_DEPTH;
}

/** Whether the digits around a place are more than any number in range needs, or the exponent of one out of range. */
function isLongNumber(bytes: Buffer, at: number): boolean {
  let [start, end] = [at, at + 1];
  while (isDigit(bytes[start - 1])) start -= 1;
  while (isDigit(bytes[end])) end += 1;
  if (end - start >= LONG_NUMBER) return true;
  return end - start >= LONG_EXPONENT && isExponent(bytes, start);
}

/**
 * Whether digits are the exponent of a number: an `e` stands before them, and what begins the number stands where a value can
 * begin. Else they are part of a text, an id in hexadecimal for one.
 */
function isExponent(bytes: Buffer, digits: number): boolean {
  const before = bytes[digits - 1];
  const letter = before === 0x2b || before === 0x2d ? bytes[digits - 2] : before;
  if (letter !== 0x65 && letter !== 0x45) return false;
  let start = digits;
  while (NUMBER_BYTES.has(bytes[start - 1] ?? 0)) start -= 1;
  return start === 0 || BEFORE_VALUES.has(bytes[start - 1] as number);
}

const NUMBER_BYTES = new Set(Buffer.from('0123456789.eE+-'));
const BEFORE_VALUES = new Set(Buffer.from(' \t\n\r[:,'));

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** How deep a valid JSON text is nested; brackets inside of strings do not count. */
function depthOf(bytes: Buffer): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case 0x22:
        at = endOfString(bytes, at);
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        deepest = Math.max(deepest, depth);
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
    }
  }
  return deepest;
}

function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
  return at;
}
