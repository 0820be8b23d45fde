import {FILES_READ_A_TURN} from '../turns.ts';

/** Counts the turns that were given out, for all threads together. */
export function newTurns(): SharedArrayBuffer {
  return new SharedArrayBuffer(4);
}

/** The place of the first file of the next turn that no thread has taken. */
export function takeTurn(turns: SharedArrayBuffer): number {
  return Atomics.add(new Int32Array(turns), 0, 1) * FILES_READ_A_TURN;
}

/** No turn is left from here on. */
export function endTurns(turns: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(turns), 0, ENDED);
}

/** More turns than an array of file names can give, and far below the number at which a counter would overflow. */
const ENDED = 2 ** 24;
