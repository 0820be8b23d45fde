/** Of 20 KB each, some ms of work. After it whoever else waits for this thread has it: a progress bar, or an interruption. */
export const RUNS_A_TURN = 64;

/** Ends a turn, and is settled when the next one may begin. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
