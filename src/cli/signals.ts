import {constants} from 'node:os';
import {interrupt} from '../core/interruption.ts';
import {clearProgress} from './progress.ts';
import {writeNotice} from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The limit for the clean-up: the server rolls back a cancelled query in less. */
const CLEAN_UP_MILLISECONDS = 2000;

/** npm passes on the Ctrl-C that the terminal sent to all of its processes. Two so close together are one. */
const ONE_KEY_MILLISECONDS = 300;

/** Long enough for a signal to arrive that ends the process. */
const DELIVERY_MILLISECONDS = 100;

let consequence = 'Nothing was done yet.';

/** Says what an interruption means from now on: what is kept, and how to continue. */
export function announceConsequence(text: string): void {
  consequence = text;
}

/**
 * From now on the first signal removes the progress bar, says what it means, lets everyone clean up and ends the process with
 * that signal, so that a shell sees what happened. A second one ends it at once.
 *
 * @returns the exit code if a signal cannot end the process, as in a container, in which it is the first process
 */
export function endBySignals(): Promise<number> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      if (firstAt !== null && performance.now() - firstAt < ONE_KEY_MILLISECONDS) return;
      if (firstAt === null) {
        firstAt = performance.now();
        await cleanUp();
      }
      for (const each of SIGNALS) process.removeAllListeners(each);
      process.kill(process.pid, signal);
      setTimeout(() => resolve(128 + constants.signals[signal]), DELIVERY_MILLISECONDS);
    };
    for (const signal of SIGNALS) process.on(signal, end);
  });
}

async function cleanUp(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLEAN_UP_MILLISECONDS);
  });
  clearProgress();
  await Promise.race([Promise.all([interrupt(), writeNotice(`Interrupted. ${consequence}`)]), late]);
  clearTimeout(timer);
}
