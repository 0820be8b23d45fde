/**
 * A turn is work of some 3 to 5 ms. After it other work gets the thread: a progress bar, or the other side of a comparison. To read a file
 * takes some twenty times as long as to look at it, so a turn has a number for each.
 */
export const FILES_READ_A_TURN = 64;
export const FILES_LOOKED_AT_A_TURN = 1024;

/** Ends a turn; it resolves when the next one may begin. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
