import {type Answer, answer} from '../asking/answer.ts';
import type {Question} from '../asking/question.ts';
import type {ReportSource} from '../core/report-source.ts';
import {StartAgain} from '../core/start-again.ts';
import {requireWhole} from './whole-source.ts';

/**
 * One side's outcome: its answer, or why it has none. A failure is kept and reported. `fromMemory`: the side had already read the data for
 * an earlier question, so the time says nothing about what an answer costs it.
 */
export type Observation =
  | {readonly outcome: 'answered'; readonly answer: Answer; readonly milliseconds: number; readonly fromMemory?: true}
  | {readonly outcome: 'failed'; readonly error: unknown; readonly milliseconds: number};

/** @throws StartAgain and nothing else */
export async function observe(source: ReportSource, question: Question): Promise<Observation> {
  const start = performance.now();
  const readings = source.readings?.();
  try {
    if (question.project === null) requireWhole(source);
    const answered = await answer(source, question);
    const milliseconds = performance.now() - start;
    const isFromMemory = readings !== undefined && source.readings?.() === readings;
    return {outcome: 'answered', answer: answered, milliseconds, ...(isFromMemory ? {fromMemory: true} : {})};
  } catch (error) {
    if (error instanceof StartAgain) throw error;
    return {outcome: 'failed', error, milliseconds: performance.now() - start};
  }
}
