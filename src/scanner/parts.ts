import {NOT_CERTAIN, sameBytes} from './bytes.ts';

/**
 * A part is four words: what it is, the number of its name, where it starts and where it ends. The parts of a divided part follow it, and
 * its end is the end of them.
 */
const BYTES_A_PART: usize = 16;

/** A text of ASCII characters alone, without an escape. */
export const PLAIN_TEXT: u32 = 0;
export const OTHER_VALUE: u32 = 1;
export const DIVIDED_OBJECT: u32 = 2;
export const DIVIDED_ARRAY: u32 = 3;

/**
 * An outline: how many members it names and the outline of the elements; then of each member where its name stands and how
 * long that is, its outline and the number of its name.
 */
const BYTES_AN_OUTLINE: usize = 8;
const BYTES_A_MEMBER: usize = 16;
export const NO_OUTLINE: usize = 0;
export const NO_NAME: u32 = 0;

let end: usize = 0;
let most: usize = 0;

export function limitParts(limit: usize): void {
  most = limit;
}

export function beginParts(start: usize): void {
  end = start;
}

/** Where the part stands; 0 if there is no room. */
export function addPart(kind: u32, name: u32, partStart: usize, partEnd: usize): usize {
  if (end === most) return NOT_CERTAIN;
  const part = end;
  store<u32>(part, kind);
  store<u32>(part, name, 4);
  store<u32>(part, <u32>partStart, 8);
  store<u32>(part, <u32>partEnd, 12);
  end += BYTES_A_PART;
  return part;
}

/** All parts since then belong to a divided one. */
export function closePart(part: usize): void {
  store<u32>(part, <u32>end, 12);
}

export function namesMembers(outline: usize): bool {
  return outline !== NO_OUTLINE && load<u32>(outline) !== 0;
}

/** The outline of the elements, or none. */
export function elementsOf(outline: usize): usize {
  return outline === NO_OUTLINE ? NO_OUTLINE : <usize>load<u32>(outline, 4);
}

/** The member of an outline for a key, or 0. */
export function memberNamed(outline: usize, start: usize, keyEnd: usize): usize {
  if (outline === NO_OUTLINE) return NO_OUTLINE;
  const length = <u32>(keyEnd - start);
  let member = outline + BYTES_AN_OUTLINE;
  const last = member + <usize>load<u32>(outline) * BYTES_A_MEMBER;
  for (; member < last; member += BYTES_A_MEMBER) {
    if (load<u32>(member, 4) === length && sameBytes(start, load<u32>(member), length)) return member;
  }
  return NO_OUTLINE;
}

export function memberOutline(member: usize): usize {
  return member === NO_OUTLINE ? NO_OUTLINE : <usize>load<u32>(member, 8);
}

export function memberName(member: usize): u32 {
  return member === NO_OUTLINE ? NO_NAME : load<u32>(member, 12);
}
