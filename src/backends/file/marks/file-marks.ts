import {type BigIntStats, type Stats, statSync} from 'node:fs';
import {sep} from 'node:path';
import {FILES_LOOKED_AT_A_TURN, nextTurn} from '../turns.ts';

/** Of each file, in this order. */
const PARTS = 4;
const [INODE_PART, SIZE_PART, CHANGE_PART] = [0, 1, 3];
/** Of times in ms that come from the same ns, but were made of them by others: the steps of such numbers are a quarter of it. */
const SAME_MILLISECONDS = 0.001;

/** No file has these, and a mark with them never counts as settled. */
const GONE = 2n ** 64n - 1n;

/** Clocks of file systems tick in steps of milliseconds, some of seconds: a second write within one step leaves no mark. */
const SETTLED_NANOSECONDS = 2_000_000_000n;

/**
 * The state of a directory's files at one look, in the order of their names. Every write changes the mark of a file, also a write of the
 * same size in the same second. A program can set back the time of modification, but not that of the last status change.
 *
 * It does not wait for each file: a look takes 2 µs, and the way through the thread pool and back five to ten times that.
 */
export class FileMarks {
  /**
   * Inode, size, and the times of modification and of the last status change in ns, file after file. One piece of memory, so that threads
   * can pass it on.
   */
  readonly numbers: BigUint64Array<ArrayBuffer>;
  readonly #lookedAt: number;

  /** `lookedAt` is a time in ms before the first of the looks. */
  constructor(numbers: BigUint64Array<ArrayBuffer>, lookedAt: number) {
    this.numbers = numbers;
    this.#lookedAt = lookedAt;
  }

  static async look(directory: string, fileNames: readonly string[]): Promise<FileMarks> {
    const marks = new FileMarks(new BigUint64Array(fileNames.length * PARTS), Date.now());
    for (let start = 0; start < fileNames.length; start += FILES_LOOKED_AT_A_TURN) {
      marks.#look(directory, fileNames, start, start + FILES_LOOKED_AT_A_TURN);
      await nextTurn();
    }
    return marks;
  }

  /** All at once, for a thread that nobody else waits for. */
  static lookAtOnce(directory: string, fileNames: readonly string[]): FileMarks {
    const marks = new FileMarks(new BigUint64Array(fileNames.length * PARTS), Date.now());
    marks.#look(directory, fileNames, 0, fileNames.length);
    return marks;
  }

  /** The marks of these files and, behind them, those of others. */
  followedBy(others: FileMarks): FileMarks {
    const numbers = new BigUint64Array(this.numbers.length + others.numbers.length);
    numbers.set(this.numbers);
    numbers.set(others.numbers, this.numbers.length);
    return new FileMarks(numbers, Math.min(this.#lookedAt, others.#lookedAt));
  }

  /** Whether any change of the file after the look will show in its mark. False for a file that could not be looked at. */
  isSettled(at: number): boolean {
    return isSettled(this.#part(at, CHANGE_PART), this.#lookedAt);
  }

  areSettled(): boolean {
    for (let at = 0; at * PARTS < this.numbers.length; at += 1) if (!this.isSettled(at)) return false;
    return true;
  }

  /** Whether its last change was surely before a time in ms: clocks of file systems tick in steps. */
  isOlderThan(at: number, milliseconds: number): boolean {
    return isSettled(this.#part(at, CHANGE_PART), milliseconds);
  }

  /** False for a file that was gone, or could not be looked at. */
  isThere(at: number): boolean {
    return this.#part(at, CHANGE_PART) !== GONE;
  }

  /** Whether a file has the same mark in other marks, at its place there. */
  isSame(at: number, other: FileMarks, otherAt: number): boolean {
    for (let part = 0; part < PARTS; part += 1) {
      if (this.#part(at, part) !== other.#part(otherAt, part)) return false;
    }
    return true;
  }

  /** The marks of some of these files, in the order of their places; -1 for a file that has none here. */
  some(places: readonly number[]): FileMarks {
    const numbers = new BigUint64Array(places.length * PARTS);
    for (const [at, place] of places.entries()) {
      if (place >= 0) numbers.set(this.numbers.subarray(place * PARTS, (place + 1) * PARTS), at * PARTS);
    }
    return new FileMarks(numbers, this.#lookedAt);
  }

  /**
   * Whether a file that was opened is the one that was looked at, as far as both can be told by numbers of JavaScript. Of two files that are
   * there at one time the inodes differ. True for a file without a mark.
   */
  isOf(at: number, {ino, size, ctimeMs}: Pick<Stats, 'ino' | 'size' | 'ctimeMs'>): boolean {
    const [inode, changed] = [this.#part(at, INODE_PART), this.#part(at, CHANGE_PART)];
    if (inode === 0n && changed === 0n) return true;
    const isSameTime = Math.abs(Number(changed) / 1e6 - ctimeMs) < SAME_MILLISECONDS;
    return Number(inode) === ino && Number(this.#part(at, SIZE_PART)) === size && isSameTime;
  }

  /** The mark of one file, as part of a text. */
  text(at: number): string {
    return Array.from(this.numbers.subarray(at * PARTS, (at + 1) * PARTS), (part) => part.toString(36)).join(' ');
  }

  #part(at: number, part: number): bigint {
    return this.numbers[at * PARTS + part] as bigint;
  }

  #look(directory: string, fileNames: readonly string[], start: number, end: number): void {
    const before = `${directory}${sep}`;
    for (let at = start; at < Math.min(end, fileNames.length); at += 1) {
      const stats = statsOf(before + fileNames[at]);
      const place = at * PARTS;
      if (stats === null) this.numbers.fill(GONE, place, place + PARTS);
      else this.numbers.set([stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs], place);
    }
  }
}

/** Whether the last change of a file, at this time in ns, was so long before `milliseconds` that a further change would show. */
export function isSettled(changed: bigint, milliseconds: number): boolean {
  return changed < BigInt(Math.floor(milliseconds)) * 1_000_000n - SETTLED_NANOSECONDS;
}

/** What the file system says about a file, after following a link; null if the file is gone or cannot be looked at. */
function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, {bigint: true, throwIfNoEntry: false}) ?? null;
  } catch {
    return null;
  }
}
