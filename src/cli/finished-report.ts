import {announceConsequence} from './signals.ts';
import {endOutput} from './terminal.ts';

/** What the run came to; null until its report is whole. */
let finished: 0 | 1 | null = null;

/**
 * Ends a report that is whole and says what the run came to: stdout is closed for whoever reads it, and nothing that happens from here on changes what the run came
 * to, be it an error that nobody caught.
 */
export function finishReport(outcome: 0 | 1 = 0): void {
  finished = outcome;
  announceConsequence('The report is whole; what was to be compared behind it was not.');
  endOutput();
}

/** What a run came to that has finished its report, whatever happens to it; null of any other. */
export function finishedOutcome(): 0 | 1 | null {
  return finished;
}

/** For the start of a run: several may follow each other in one process. */
export function beginReport(): void {
  finished = null;
}
