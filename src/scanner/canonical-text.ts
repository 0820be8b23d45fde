import {BLOCK, copyBytes, SPACE} from './bytes.ts';

/** A space follows each colon and comma, keys are in order by length first, and numbers keep the zeros at their end. */
const JSONB: i32 = 1;

/** The canonical text as far as it is written, and the place from which on the input is not written yet. */
let isWanted: bool = false;
let isJsonb: bool = false;
let target: usize = 0;
let targetEnd: usize = 0;
let written: usize = 0;
let unwritten: usize = 0;
let textEnd: usize = 0;

/** Nothing is written if the target has no room at all. */
export function beginText(start: usize, targetStart: usize, targetLimit: usize, form: i32): void {
  isWanted = targetStart !== targetLimit;
  isJsonb = isWanted && form === JSONB;
  target = targetStart;
  targetEnd = targetLimit;
  written = targetStart;
  unwritten = start;
}

export function isCanonical(): bool {
  return isWanted;
}

/** Whether it is written as `jsonb` of PostgreSQL prints it. */
export function isAsJsonb(): bool {
  return isJsonb;
}

/** Call it behind a colon or comma; false if there is no room. */
export function endSeparator(separator: usize): bool {
  if (!isJsonb) return true;
  if (!write(separator + 1) || !hasRoom(BLOCK)) return false;
  writeByte(SPACE);
  return true;
}

/** The text ends there; false if there is no room. A text that is canonical as it stands is not copied. */
export function endText(end: usize): bool {
  if (isWanted && written !== target && !write(end)) return false;
  textEnd = end;
  isWanted = false;
  return true;
}

export function textStarts(): usize {
  return written === target ? unwritten : target;
}

export function textEnds(): usize {
  return written === target ? textEnd : written;
}

/** The place in the target at which the input of a place will stand. */
export function position(at: usize): usize {
  return at - unwritten + written;
}

/** Writes what was read up to `end`, as it stands; false if there is no room. */
export function write(end: usize): bool {
  const length = end - unwritten;
  if (!hasRoom(length)) return false;
  copyBytes(written, unwritten, length);
  written += length;
  unwritten = end;
  return true;
}

export function hasRoom(length: usize): bool {
  return written + length + BLOCK <= targetEnd;
}

/** The input up to there is not written: it has no place in the canonical text, or was replaced. */
export function leaveOut(end: usize): void {
  unwritten = end;
}

/** Where the caller may write the next byte; `extendTo` says how far. */
export function writtenEnd(): usize {
  return written;
}

export function extendTo(end: usize): void {
  written = end;
}

export function writeByte(byte: i32): void {
  store<u8>(written, byte);
  written += 1;
}

export function writeTwo(first: i32, second: i32): void {
  writeByte(first);
  writeByte(second);
}
