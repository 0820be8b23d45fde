import type {QueuedQuestion} from '../ledger/ledger.ts';
import {Book} from './book.ts';
import {compareWith, entryOf} from './comparing.ts';
import {found} from './examination.ts';
import {reasonOf} from './failure-reason.ts';
import {SHADOW_NAME} from './follow-up.ts';
import {observationOf, observeSide} from './observation.ts';
import type {ReportRequest} from './request.ts';
import type {Serving} from './serving.ts';

/** What it takes to compare questions that reports wrote down. */
export interface Draining extends Pick<Serving<unknown>, 'control' | 'candidate' | 'withLedger' | 'settings'> {
  readonly budget: Serving<unknown>['rules']['budget'];
  /** Milliseconds for each comparison. */
  readonly limit: number;
  readonly say: (line: string) => Promise<void>;
  /** Null if there is no such report any more. */
  readonly requestOf: (question: QueuedQuestion) => Promise<ReportRequest<unknown> | null>;
}

export interface Drained {
  /** By outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Put back, since the database must be spared. */
  readonly left: number;
}

/**
 * Compares at most so many questions off the queue, the oldest first, and records each under its own outcome. What the budget does not
 * admit goes back to the queue.
 */
export async function drainQueue(draining: Draining, most: number): Promise<Drained> {
  const {withLedger, budget, say} = draining;
  const book = new Book(withLedger, say);
  const outcomes: Record<string, number> = {};
  const questions = await withLedger((ledger) => ledger.dequeue(most));
  for (const [at, question] of questions.entries()) {
    if ((await book.admit(budget)) !== 'admitted') {
      const left = questions.slice(at);
      for (const each of left) await book.enqueue(each);
      return {outcomes, left: left.length};
    }
    const outcome = await compareQueued(draining, book, question);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return {outcomes, left: 0};
}

async function compareQueued(draining: Draining, book: Book, question: QueuedQuestion): Promise<string> {
  const {control, limit} = draining;
  const request = await draining.requestOf(question);
  if (request === null) return 'gone';
  const compared = {...draining, request};
  const bounds = {limit, applicationName: SHADOW_NAME};
  try {
    const outlook = await control.withSource(
      async (source) => {
        const left = observationOf(await observeSide(request, (work) => work(source)));
        return compareWith(compared, source, left, bounds);
      },
      {watched: true},
    );
    await book.record(entryOf(compared, 'drain', outlook), outlook.examination.explanation);
    return outlook.examination.outcome;
  } catch (error) {
    const examination = found('harness error', {reason: reasonOf(error)});
    await book.record(entryOf(compared, 'drain', {examination, left: null, right: null}));
    return examination.outcome;
  }
}
