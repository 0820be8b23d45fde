import {BACKSLASH, BLOCK, NOT_CERTAIN, QUOTE} from './bytes.ts';
import {hasRoom, isCanonical, leaveOut, write, writeByte, writeTwo} from './canonical-text.ts';

/** For all strings since the scan began. */
let notAscii: i32 = 0;
let refused: bool = false;
/** For the string that was read last. */
let escaped: bool = false;
let plain: bool = false;

export function beginStrings(): void {
  notAscii = 0;
  refused = false;
}

export function wasAscii(): bool {
  return notAscii === 0;
}

/** Whether there was a NUL or a lone surrogate, which `jsonb` refuses. */
export function hadRefusedText(): bool {
  return refused;
}

export function hasEscape(): bool {
  return escaped;
}

/** Whether the bytes of the string are its characters: nothing but ASCII, and no escape. */
export function isPlain(): bool {
  return plain;
}

/** From the opening quote to behind the closing one. The caller checks whether what is not ASCII is valid UTF-8. */
export function text(start: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(BACKSLASH);
  const controls = i8x16.splat(0x1f);
  let at = start + 1;
  let high: i32 = 0;
  escaped = false;
  for (;;) {
    const block = v128.load(at);
    const isControl = i8x16.eq(i8x16.min_u(block, controls), block);
    const ends = i8x16.bitmask(v128.or(v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)), isControl));
    if (ends === 0) {
      high |= i8x16.bitmask(block);
      at += BLOCK;
      continue;
    }
    const count = ctz(ends);
    high |= i8x16.bitmask(block) & ((1 << count) - 1);
    at += count;
    const byte = load<u8>(at);
    if (byte === QUOTE) break;
    if (byte !== BACKSLASH) return NOT_CERTAIN;
    escaped = true;
    at = behindEscape(at);
    if (at === NOT_CERTAIN) return NOT_CERTAIN;
  }
  notAscii |= high;
  plain = high === 0 && !escaped;
  return at + 1;
}

/**
 * From the backslash to behind the escape. If the escape is not printed as it stands, the canonical text gets a
 * replacement.
 */
function behindEscape(at: usize): usize {
  switch (load<u8>(at + 1)) {
    case QUOTE:
    case BACKSLASH:
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 2;
    case 0x2f: // A slash is printed without the backslash.
      if (isCanonical()) {
        if (!write(at)) return NOT_CERTAIN;
        leaveOut(at + 1);
      }
      return at + 2;
    case 0x75: // u
      return behindUnit(at);
    default:
      return NOT_CERTAIN;
  }
}

/** Behind an escaped unit of UTF-16, and behind the next one if both are a pair. */
function behindUnit(at: usize): usize {
  let end = at + 6;
  let point = hexadecimal(at + 2);
  if (point < 0) return NOT_CERTAIN;
  let isLone = (point & 0xf800) === 0xd800;
  if (isLone && point < 0xdc00 && load<u8>(end) === BACKSLASH && load<u8>(end + 1) === 0x75) {
    const low = hexadecimal(end + 2);
    if (low < 0) return NOT_CERTAIN;
    if ((low & 0xfc00) === 0xdc00) {
      point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      end += 6;
      isLone = false;
    }
  }
  if (point === 0 || isLone) refused = true;
  if (!isCanonical()) return end;
  if (!write(at) || !hasRoom(BLOCK)) return NOT_CERTAIN;
  if (point < 0x20 || isLone) writeEscape(point);
  else if (point === QUOTE || point === BACKSLASH) writeTwo(BACKSLASH, point);
  else writePoint(point);
  leaveOut(end);
  return end;
}

/** Four hexadecimal digits, or -1. */
function hexadecimal(at: usize): i32 {
  let sum: i32 = 0;
  for (let digit: usize = 0; digit < 4; digit += 1) {
    const byte = <i32>load<u8>(at + digit);
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) sum = (sum << 4) | (byte - 0x30);
    else if (letter >= 0x61 && letter <= 0x66) sum = (sum << 4) | (letter - 0x57);
    else return -1;
  }
  return sum;
}

/** As `JSON.stringify` escapes: by a letter if there is one, else by digits in lower case. */
function writeEscape(point: i32): void {
  if (point === 8) writeTwo(BACKSLASH, 0x62);
  else if (point === 9) writeTwo(BACKSLASH, 0x74);
  else if (point === 10) writeTwo(BACKSLASH, 0x6e);
  else if (point === 12) writeTwo(BACKSLASH, 0x66);
  else if (point === 13) writeTwo(BACKSLASH, 0x72);
  else {
    writeTwo(BACKSLASH, 0x75);
    for (let shift = 12; shift >= 0; shift -= 4) {
      const digit = (point >> shift) & 15;
      writeByte(digit < 10 ? digit + 0x30 : digit + 0x57);
    }
  }
}

/** A code point as UTF-8. */
function writePoint(point: i32): void {
  if (point < 0x80) writeByte(point);
  else if (point < 0x800) writeTwo(0xc0 | (point >> 6), 0x80 | (point & 63));
  else if (point < 0x10000) {
    writeByte(0xe0 | (point >> 12));
    writeTwo(0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  } else {
    writeTwo(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63));
    writeTwo(0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
}
