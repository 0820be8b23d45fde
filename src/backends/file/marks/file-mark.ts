import {type BigIntStats, statSync} from 'node:fs';

/**
 * What a file was when it was looked at: another one with every write, also with one of the same size in the same second.
 * Unlike the time of modification, that of the last status change cannot be set back by any program.
 */
export type FileMark = string;

/** What the file system says of a file, a link followed; null where there is none, or it cannot be looked at. */
export function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, {bigint: true, throwIfNoEntry: false}) ?? null;
  } catch {
    return null;
  }
}

export function markOf(stats: BigIntStats): FileMark {
  return markParts(stats)
    .map((part) => part.toString(36))
    .join(' ');
}

/** The same as numbers of 64 bits, always so many. */
export const MARK_PARTS = 4;

export function markParts({ino, size, mtimeNs, ctimeNs}: BigIntStats): readonly bigint[] {
  return [ino, size, mtimeNs, ctimeNs];
}

/** Clocks of file systems tick in steps of milliseconds, some of seconds: within one a second write leaves no mark. */
const SETTLED_NANOSECONDS = 2_000_000_000n;

/** Whether a file was last changed so long ago that any change after now will show in its mark. */
export function isSettled({ctimeNs}: BigIntStats, nowMilliseconds: number): boolean {
  return ctimeNs < BigInt(Math.floor(nowMilliseconds)) * 1_000_000n - SETTLED_NANOSECONDS;
}
