import {NOT_CERTAIN} from './bytes.ts';
import {extendTo, hasRoom, isAsJsonb, isCanonical, leaveOut, write, writtenEnd} from './canonical-text.ts';

/**
 * Prints the number that begins and ends there, from `target` on; returns how many bytes it wrote. The caller provides
 * it.
 */
declare function printNumber(start: usize, end: usize, target: usize): usize;
/** The same as `numeric` of PostgreSQL prints it. */
declare function printNumeric(start: usize, end: usize, target: usize): usize;

const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;

/** A number longer than this, or with an exponent of more digits, may be out of range. */
const LONGEST_NUMBER: usize = 300;
const LONGEST_EXPONENT: usize = 3;
/** So many digits are printed without an exponent. */
const PLAIN_DIGITS: usize = 21;
/**
 * `numeric` prints no exponent. A number with an exponent of three digits needs more room, so the exact reader prints
 * it.
 */
const LONGEST_NUMERIC_EXPONENT: usize = 2;
/** `printNumber` writes no more bytes than the number has, plus a sign, a point and an exponent; `printNumeric` may add as many zeros. */
const LONGEST_PRINT: usize = LONGEST_NUMBER + 116;

/** Behind a number. */
export function number(start: usize): usize {
  const isNegative = load<u8>(start) === MINUS;
  const whole = isNegative ? start + 1 : start;
  const wholeEnd = behindDigits(whole);
  if (wholeEnd === whole || (load<u8>(whole) === ZERO && wholeEnd > whole + 1)) return NOT_CERTAIN;
  let at = wholeEnd;
  if (load<u8>(at) === POINT) {
    at = behindDigits(at + 1);
    if (at === wholeEnd + 1) return NOT_CERTAIN;
  }
  const mantissaEnd = at;
  let exponentDigits: usize = 0;
  if ((load<u8>(at) | 0x20) === 0x65) {
    at += 1;
    if (load<u8>(at) === MINUS || load<u8>(at) === PLUS) at += 1;
    const exponent = at;
    at = behindDigits(at);
    exponentDigits = at - exponent;
    if (exponentDigits === 0 || exponentDigits > LONGEST_EXPONENT) return NOT_CERTAIN;
  }
  if (at - start > LONGEST_NUMBER) return NOT_CERTAIN;
  if (!isCanonical()) return at;
  if (isAsJsonb()) {
    if (exponentDigits > LONGEST_NUMERIC_EXPONENT) return NOT_CERTAIN;
    // The number as it stands, except for an exponent and the sign of a zero.
    return at !== mantissaEnd || (isNegative && load<u8>(whole) === ZERO) ? printed(start, at) : at;
  }
  const kept = withoutZeros(wholeEnd, mantissaEnd);
  const isMinusZero = isNegative && kept === whole + 1 && load<u8>(whole) === ZERO;
  if (at !== mantissaEnd || kept - whole > PLAIN_DIGITS || isMinusZero) return printed(start, at);
  if (kept === at) return at;
  if (!write(kept)) return NOT_CERTAIN;
  leaveOut(at);
  return at;
}

/** Removes zeros at the end of a fraction, and the point if nothing is left behind it. */
function withoutZeros(wholeEnd: usize, mantissaEnd: usize): usize {
  let end = mantissaEnd;
  if (end === wholeEnd) return end;
  while (load<u8>(end - 1) === ZERO) end -= 1;
  return load<u8>(end - 1) === POINT ? end - 1 : end;
}

function printed(start: usize, end: usize): usize {
  if (!write(start) || !hasRoom(LONGEST_PRINT)) return NOT_CERTAIN;
  const length = isAsJsonb() ? printNumeric(start, end, writtenEnd()) : printNumber(start, end, writtenEnd());
  extendTo(writtenEnd() + length);
  leaveOut(end);
  return end;
}

function behindDigits(start: usize): usize {
  let at = start;
  while (<u8>(load<u8>(at) - ZERO) <= 9) at += 1;
  return at;
}
