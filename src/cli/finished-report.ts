import {announceConsequence} from './signals.ts';
import {endOutput} from './terminal.ts';

/** The outcome of the run; null until its report is whole. */
let finished: 0 | 1 | null = null;

/**
 * Ends a report that is whole and keeps the outcome of the run: stdout is closed for whoever reads it, and nothing that happens later changes
 * the outcome, not even an error that nobody caught.
 */
export function finishReport(outcome: 0 | 1 = 0): void {
  finished = outcome;
  announceConsequence('The report is whole; what was to be compared behind it was not.');
  endOutput();
}

/** The outcome of a run that has finished its report, whatever happens to it; null for any other run. */
export function finishedOutcome(): 0 | 1 | null {
  return finished;
}

/** For the start of a run: one process may have several runs, one after the other. */
export function beginReport(): void {
  finished = null;
}
