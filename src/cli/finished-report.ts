import {announceConsequence} from './signals.ts';
import {endOutput} from './terminal.ts';

let isFinished = false;

/**
 * Ends a report that is whole: stdout is closed for whoever reads it, and nothing that happens from here on changes what the run came
 * to, be it an error that nobody caught.
 */
export function finishReport(): void {
  isFinished = true;
  announceConsequence('The report is whole; what was to be compared behind it was not.');
  endOutput();
}

/** What a run came to that has finished its report, whatever happens to it; null of any other. */
export function finishedOutcome(): 0 | null {
  return isFinished ? 0 : null;
}

/** For the start of a run: several may follow each other in one process. */
export function beginReport(): void {
  isFinished = false;
}
