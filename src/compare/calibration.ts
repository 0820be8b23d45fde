import type {Question} from '../asking/question.ts';
import type {ReportSource} from '../core/report-source.ts';
import {observe} from './observation.ts';
import {judge} from './result.ts';

/** Control asked everything twice, by two openings of it that share nothing. */
export interface Calibration {
  readonly questions: number;
  /** The questions that control does not answer the same twice: nothing can be compared with that. */
  readonly noisy: readonly Question[];
  /** Of each question the milliseconds of both times; not of those that it answered from memory. */
  readonly milliseconds: readonly (readonly [number, number])[];
}

/** Measures the noise of control: how often, and by how much, it differs from itself. */
export async function calibrate(
  control: ReportSource,
  again: ReportSource,
  questions: readonly Question[],
  onQuestion: () => void = () => {},
): Promise<Calibration> {
  const noisy: Question[] = [];
  const milliseconds: [number, number][] = [];
  for (const question of questions) {
    const [first, second] = [await observe(control, question), await observe(again, question)];
    const {verdict, reason} = judge(question, first, second);
    // A side that cannot answer is that side's failure, which the comparison itself meets again.
    if (verdict === 'mismatched' || (reason === 'failed' && first.outcome !== second.outcome)) noisy.push(question);
    const isMeasured = [first, second].every((each) => each.outcome === 'failed' || each.fromMemory !== true);
    if (isMeasured) milliseconds.push([first.milliseconds, second.milliseconds]);
    onQuestion();
  }
  return {questions: questions.length, noisy, milliseconds};
}
