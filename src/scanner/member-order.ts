import {BLOCK, COMMA, compareBytes, copyBytes, SPACE} from './bytes.ts';
import {extendTo, hasRoom, isAsJsonb, write, writtenEnd} from './canonical-text.ts';

/**
 * The members of the objects that the scan is inside of, innermost last. A member is four words: where its key starts and
 * ends, and where in the target the member does.
 */
const BYTES_A_MEMBER: usize = 16;
/** If more members than this are out of order, the exact reader sorts them: its sort is made for many. */
const MOST_IN_DISORDER: usize = 256;

let end: usize = 0;
let most: usize = 0;

export function limitMembers(limit: usize): void {
  most = limit;
}

export function beginMembers(start: usize): void {
  end = start;
}

export function membersEnd(): usize {
  return end;
}

/** False if there is no room. */
export function addMember(keyStart: usize, keyEnd: usize, start: usize, memberEnd: usize): bool {
  if (end === most) return false;
  store<u32>(end, <u32>keyStart);
  store<u32>(end, <u32>keyEnd, 4);
  store<u32>(end, <u32>start, 8);
  store<u32>(end, <u32>memberEnd, 12);
  end += BYTES_A_MEMBER;
  return true;
}

/**
 * Sorts the members from `first` on by their keys, if they are not sorted yet, and forgets them. False if a key is
 * there twice, or if there is no room. `close` is where their object closes.
 */
export function order(first: usize, close: usize): bool {
  for (let member = first + BYTES_A_MEMBER; member < end; member += BYTES_A_MEMBER) {
    const sign = compareKeys(member - BYTES_A_MEMBER, member);
    if (sign === 0) return false;
    if (sign > 0) return rearrange(first, close);
  }
  end = first;
  return true;
}

/** Writes the members again from a copy, which lies a block behind them: each is copied in whole blocks. */
function rearrange(first: usize, close: usize): bool {
  if (end - first > MOST_IN_DISORDER * BYTES_A_MEMBER || !write(close)) return false;
  const start = <usize>load<u32>(first, 8);
  const length = writtenEnd() - start;
  const copy = writtenEnd() + BLOCK;
  if (!hasRoom(length + BLOCK) || !sort(first)) return false;
  copyBytes(copy, start, length);
  let at = start;
  for (let member = first; member < end; member += BYTES_A_MEMBER) {
    if (member !== first) {
      store<u8>(at, COMMA);
      at += 1;
      if (isAsJsonb()) {
        store<u8>(at, SPACE);
        at += 1;
      }
    }
    const from = <usize>load<u32>(member, 8);
    const size = <usize>load<u32>(member, 12) - from;
    copyBytes(at, from - start + copy, size);
    at += size;
  }
  extendTo(at);
  end = first;
  return true;
}

/** Insertion sort: nearly all objects have few members. False if a key is there twice. */
function sort(first: usize): bool {
  for (let next = first + BYTES_A_MEMBER; next < end; next += BYTES_A_MEMBER) {
    const entry = v128.load(next);
    const keyStart = v128.extract_lane<u32>(entry, 0);
    const keyEnd = v128.extract_lane<u32>(entry, 1);
    let at = next;
    while (at > first) {
      const before = at - BYTES_A_MEMBER;
      const sign = compareText(load<u32>(before), load<u32>(before, 4), keyStart, keyEnd);
      if (sign === 0) return false;
      if (sign < 0) break;
      v128.store(at, v128.load(before));
      at = before;
    }
    v128.store(at, entry);
  }
  return true;
}

function compareKeys(left: usize, right: usize): i32 {
  return compareText(load<u32>(left), load<u32>(left, 4), load<u32>(right), load<u32>(right, 4));
}

/** `jsonb` puts the shorter key first. */
function compareText(left: usize, leftEnd: usize, right: usize, rightEnd: usize): i32 {
  if (isAsJsonb()) {
    const longer = <i32>(leftEnd - left) - <i32>(rightEnd - right);
    if (longer !== 0) return longer;
  }
  return compareBytes(left, leftEnd, right, rightEnd);
}
