import type {Comparison, ComparisonSummary, Side} from './comparison.ts';
import {errorText} from './comparison-text.ts';
import type {Observation} from './observation.ts';
import {type OutputDifference, outputDifferences} from './output-difference.ts';
import type {Question} from './question.ts';
import type {Result, Verdict} from './result.ts';

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
  readonly control: ObservationDocument;
  readonly candidate: ObservationDocument;
  readonly differences: readonly OutputDifference[];
}

/** `records` is null where the side could not answer, and `error` where it could. */
export interface ObservationDocument {
  readonly outcome: Observation['outcome'];
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
    control: observationDocument(control),
    candidate: observationDocument(candidate),
    differences: outputDifferences(result, mask),
  };
}

function observationDocument(observation: Observation): ObservationDocument {
  const {outcome, milliseconds} = observation;
  return outcome === 'answered'
    ? {outcome, records: observation.answer.records, error: null, milliseconds}
    : {outcome, records: null, error: errorText(observation.error), milliseconds};
}
