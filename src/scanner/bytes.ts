/**
 * So many bytes are read, compared and copied at once. Behind everything that is read or written there is room for as
 * many.
 */
export const BLOCK: usize = 16;

export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;
export const COMMA: u8 = 0x2c;
export const COLON: u8 = 0x3a;
export const SPACE: u8 = 0x20;
export const OPEN_OBJECT: u8 = 0x7b;
export const CLOSE_OBJECT: u8 = 0x7d;
export const OPEN_ARRAY: u8 = 0x5b;
export const CLOSE_ARRAY: u8 = 0x5d;

/** The answer if there is no place. At 0 there is a NUL, which begins no value, so every later step also answers this. */
export const NOT_CERTAIN: usize = 0;

/** From this length on, a call takes less time than a loop. */
const LONG: usize = 256;

/** Copies whole blocks: it overwrites up to one block behind the last byte. */
export function copyBytes(target: usize, source: usize, length: usize): void {
  if (length > LONG) memory.copy(target, source, length);
  else for (let at: usize = 0; at < length; at += BLOCK) v128.store(target + at, v128.load(source + at));
}

export function sameBytes(left: usize, right: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at += 1) {
    if (load<u8>(left + at) !== load<u8>(right + at)) return false;
  }
  return true;
}

/** Negative, zero or positive; the order of UTF-8 is that of code points. */
export function compareBytes(left: usize, leftEnd: usize, right: usize, rightEnd: usize): i32 {
  const leftLength = <i32>(leftEnd - left);
  const rightLength = <i32>(rightEnd - right);
  const length = <usize>min(leftLength, rightLength);
  for (let at: usize = 0; at < length; at += 1) {
    const sign = <i32>load<u8>(left + at) - <i32>load<u8>(right + at);
    if (sign !== 0) return sign;
  }
  return leftLength - rightLength;
}
