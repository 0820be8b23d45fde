import {type Answer, answer} from '../asking/answer.ts';
import type {Question} from '../asking/question.ts';
import type {ReportSource} from '../core/report-source.ts';
import {StartAgain} from '../core/start-again.ts';
import {requireWhole} from './whole-source.ts';

/** One side's outcome: its answer, or why it has none. A failure is kept and reported. */
export type Observation =
  | {readonly outcome: 'answered'; readonly answer: Answer; readonly milliseconds: number}
  | {readonly outcome: 'failed'; readonly error: unknown; readonly milliseconds: number};

/** @throws StartAgain and nothing else */
export async function observe(source: ReportSource, question: Question): Promise<Observation> {
  const start = performance.now();
  try {
    if (question.project === null) requireWhole(source);
    const answered = await answer(source, question);
    return {outcome: 'answered', answer: answered, milliseconds: performance.now() - start};
  } catch (error) {
    if (error instanceof StartAgain) throw error;
    return {outcome: 'failed', error, milliseconds: performance.now() - start};
  }
}
