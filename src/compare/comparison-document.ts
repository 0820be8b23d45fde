import type {Comparison, ComparisonSummary, Side} from './comparison.ts';
import {errorText} from './comparison-text.ts';
import {type OutputDifference, outputDifferences} from './output-difference.ts';
import type {Question} from './question.ts';
import type {Outcome, Result, Verdict} from './result.ts';

/** A comparison as plain data, for `--json`. */
export interface ComparisonDocument {
  readonly control: Side;
  readonly candidate: Side;
  readonly summary: ComparisonSummary;
  readonly results: readonly ResultDocument[];
}

export interface ResultDocument extends Question {
  readonly verdict: Verdict;
  readonly reason: Result['reason'];
  readonly control: OutcomeDocument;
  readonly candidate: OutcomeDocument;
  readonly differences: readonly OutputDifference[];
}

/** `records` is null where the side could not answer, and `error` where it could. */
export interface OutcomeDocument {
  readonly outcome: Outcome['outcome'];
  readonly records: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

export function comparisonDocument(comparison: Comparison, {mask}: {readonly mask: boolean}): ComparisonDocument {
  const {control, candidate, summary, results} = comparison;
  return {control, candidate, summary, results: results.map((result) => resultDocument(result, mask))};
}

function resultDocument(result: Result, mask: boolean): ResultDocument {
  const {question, verdict, reason, control, candidate} = result;
  return {
    ...question,
    verdict,
    reason,
    control: outcomeDocument(control),
    candidate: outcomeDocument(candidate),
    differences: outputDifferences(result, mask),
  };
}

function outcomeDocument(side: Outcome): OutcomeDocument {
  const {outcome, milliseconds} = side;
  return outcome === 'answered'
    ? {outcome, records: side.records, error: null, milliseconds}
    : {outcome, records: null, error: errorText(side.error), milliseconds};
}
