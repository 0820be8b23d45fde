import type {ReportSource} from '../core/report-source.ts';
import {observe} from './observation.ts';
import type {Question} from './question.ts';
import {judge, type Outcome, type Result} from './result.ts';

/** All results of one comparison and what they come to. */
export interface Comparison {
  readonly control: Side;
  readonly candidate: Side;
  readonly results: readonly Result[];
  readonly summary: ComparisonSummary;
}

/** Which source stood on one side; `location` holds no password. */
export interface Side {
  readonly kind: string;
  readonly location: string;
}

/** `parity` is the matched share of what could be compared, matched and mismatched; null where nothing could. */
export interface ComparisonSummary {
  readonly questions: number;
  readonly matched: number;
  readonly mismatched: number;
  readonly inconclusive: number;
  readonly failed: number;
  readonly parity: number | null;
  /** Records behind the questions, summed over them: a record that two questions read counts twice. */
  readonly controlRecords: number;
  readonly candidateRecords: number;
}

/**
 * Asks both sources every question, both at once, one question after the other. Which of the two starts is random, so
 * that neither always finds the disk warmed by the other.
 */
export async function compareSources(
  control: ReportSource,
  candidate: ReportSource,
  questions: readonly Question[],
  onQuestion: () => void = () => {},
): Promise<Comparison> {
  const results: Result[] = [];
  for (const question of questions) {
    results.push(await compareOne(control, candidate, question));
    onQuestion();
  }
  return {control: sideOf(control), candidate: sideOf(candidate), results, summary: summarize(results)};
}

function sideOf({kind, location}: ReportSource): Side {
  return {kind, location};
}

async function compareOne(control: ReportSource, candidate: ReportSource, question: Question): Promise<Result> {
  if (Math.random() < 0.5) {
    const [left, right] = await Promise.all([observe(control, question), observe(candidate, question)]);
    return judge(question, left, right);
  }
  const [right, left] = await Promise.all([observe(candidate, question), observe(control, question)]);
  return judge(question, left, right);
}

export function summarize(results: readonly Result[]): ComparisonSummary {
  const count = (test: (result: Result) => boolean): number => results.filter(test).length;
  const matched = count(({verdict}) => verdict === 'matched');
  const mismatched = count(({verdict}) => verdict === 'mismatched');
  return {
    questions: results.length,
    matched,
    mismatched,
    inconclusive: count(({verdict}) => verdict === 'inconclusive'),
    failed: count(({reason}) => reason === 'failed'),
    parity: matched + mismatched === 0 ? null : matched / (matched + mismatched),
    controlRecords: results.reduce((sum, {control}) => sum + recordsOf(control), 0),
    candidateRecords: results.reduce((sum, {candidate}) => sum + recordsOf(candidate), 0),
  };
}

function recordsOf(outcome: Outcome): number {
  return outcome.outcome === 'answered' ? outcome.records : 0;
}
