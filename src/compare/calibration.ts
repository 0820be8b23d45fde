import type {Question} from '../asking/question.ts';
import type {ReportSource} from '../core/report-source.ts';
import {observe} from './observation.ts';
import {judge} from './result.ts';

/** The result of asking control everything twice, in two openings that share nothing. */
export interface Calibration {
  readonly questions: number;
  /** The questions that control does not answer the same twice: no comparison with these proves anything. */
  readonly noisy: readonly Question[];
  /** For each question the milliseconds of both times; not for answers from memory. */
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
    // If a side cannot answer, the comparison itself reports that failure again.
    if (verdict === 'mismatched' || (reason === 'failed' && first.outcome !== second.outcome)) noisy.push(question);
    const isMeasured = [first, second].every((each) => each.outcome === 'failed' || each.fromMemory !== true);
    if (isMeasured) milliseconds.push([first.milliseconds, second.milliseconds]);
    onQuestion();
  }
  return {questions: questions.length, noisy, milliseconds};
}
