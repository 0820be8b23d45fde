import {setImmediate} from 'node:timers/promises';

/** How long files are read without a pause in which signals and timers have their turn. */
const PAUSE_MILLISECONDS = 50;

/** Counts the bytes that are read, and gives others their turn. */
export class ReadMeter {
  /** Since the reading began. */
  bytes = 0;
  #paused = performance.now();

  async pause(): Promise<void> {
    if (performance.now() - this.#paused < PAUSE_MILLISECONDS) return;
    await setImmediate();
    this.#paused = performance.now();
  }
}
