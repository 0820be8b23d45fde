import {constants} from 'node:os';
import {interrupt} from '../core/interruption.ts';
import {clearProgress} from './progress.ts';
import {writeNotice} from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long the clean-up may take: a query that is cancelled at its server is rolled back in less. */
const CLEAN_UP_MILLISECONDS = 2000;

/** npm passes on the Ctrl-C that the terminal sent to all of its processes. Two so close together are one. */
const ONE_KEY_MILLISECONDS = 300;

/** Long enough for a signal to arrive, should it end the process. */
const DELIVERY_MILLISECONDS = 100;

let consequence = 'Nothing was done yet.';

/** Says what an interruption from now on means: what is kept, and how to go on. */
export function announceConsequence(text: string): void {
  consequence = text;
}

/**
 * From now on the first signal takes the progress bar away, says what it means, lets everyone clean up and ends the process by
 * that signal, so that a shell sees what happened. A second one ends it at once.
 *
 * @returns the exit code where a signal cannot end the process, as it cannot the first one in a container
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
