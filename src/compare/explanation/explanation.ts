import Fraction from 'fraction.js';
import {type Answer, type Answering, type DetailAnswer, dayAnswer, type ErrorsAnswer} from '../../asking/answer.ts';
import type {DayQuestion} from '../../asking/question.ts';
import type {TraceFacts} from '../../core/record-facts.ts';
import {partsOfDays} from '../../core/reports/zenrows-errors.ts';
import type {SideName} from '../records/record-difference.ts';
import {Blame, type Blamed, blamedId} from './blame.ts';
import {detailDifferences, differingRuns} from './detail-differences.ts';
import {errorsDifferences} from './errors-differences.ts';
import type {Evidence} from './evidence.ts';
import {type ReportDifference, reportDifference} from './report-difference.ts';
import {Shares} from './shares.ts';

/**
 * Why two answers differ. `data`: the records differ, and each side answers what its own records give. `logic`: a side
 * answers something else than its own records give, so its query or its code is at fault.
 */
export interface Explanation {
  readonly cause: Cause;
  readonly proof: Proof;
  readonly differences: readonly ReportDifference[];
  /** Every record that contributes to one of the differences, each once. */
  readonly blamed: readonly Blamed[];
  /** The largest number of traces by which a count is off, or how many listed runs differ; records if one side has none. */
  readonly size: number;
  /** How many of the differences are not fully accounted for; 0 in every explanation that is complete. */
  readonly unexplained: number;
}

export type Cause = 'data' | 'logic' | 'data and logic';

/** What decided the cause: each side's own records, put through the one aggregation of `core`. */
export interface Proof {
  /** Whether control answers what its own records give. */
  readonly controlFollows: boolean;
  readonly candidateFollows: boolean;
  /** Whether the records of both sides give the same. */
  readonly recordsAgree: boolean;
}

/** For one of the reports that are code. */
export async function explain(
  question: DayQuestion,
  control: ErrorsAnswer | DetailAnswer,
  candidate: ErrorsAnswer | DetailAnswer,
  evidence: readonly Evidence[],
): Promise<Explanation> {
  const blame = new Blame(evidence);
  const proof = await prove(question, control, candidate, evidence);
  const found = [
    ...recordsDifference(control, candidate, evidence),
    ...differencesOf(control, candidate, evidence, blame),
  ];
  const differences = [...found, ...unaccounted(control, candidate, found)];
  return explanationOf(proof, differences, sizeOf(differences, control, candidate));
}

/** The explanation, from all differences that were found. */
export function explanationOf(proof: Proof, differences: readonly ReportDifference[], size: number): Explanation {
  const blamed = differences.flatMap(({contributions}) => contributions.map((each) => each.blamed));
  return {
    cause: causeOf(proof),
    proof,
    differences,
    blamed: [...new Map(blamed.map((each) => [blamedId(each), each])).values()],
    size,
    unexplained: differences.filter(({unexplained}) => !unexplained.equals(0)).length,
  };
}

/** The largest amount of the counts, and the number of listed runs: a waiver limits these. */
function sizeOf(differences: readonly ReportDifference[], control: Answer, candidate: Answer): number {
  const counts = differences.filter(({unit}) => unit === 'traces' || unit === 'records');
  const largest = Math.max(0, ...counts.map(({amount}) => Number(amount.abs())));
  if (control.report !== 'zenrows-detail' || candidate.report !== 'zenrows-detail') return largest;
  return Math.max(largest, differingRuns(control, candidate), differences.length > 0 ? 1 : 0);
}

function differencesOf(
  control: Answer,
  candidate: Answer,
  evidence: readonly Evidence[],
  blame: Blame,
): ReportDifference[] {
  if (control.report === 'zenrows-errors' && candidate.report === 'zenrows-errors') {
    return errorsDifferences(control, candidate, evidence, blame);
  }
  if (control.report === 'zenrows-detail' && candidate.report === 'zenrows-detail') {
    return detailDifferences(control, candidate, evidence, blame);
  }
  return [];
}

/** If one side has no records at all, that is the difference, whatever the outputs say. */
export function recordsDifference(
  control: Answer,
  candidate: Answer,
  evidence: readonly Pick<Evidence, 'differences'>[],
): ReportDifference[] {
  if (control.records > 0 && candidate.records > 0) return [];
  const shares = new Shares();
  for (const difference of evidence.flatMap(({differences}) => differences)) {
    const amount = Number(difference.candidate !== null) - Number(difference.control !== null);
    shares.add(new Fraction(amount), [{kind: difference.kind, key: difference.key, difference}]);
  }
  return [
    reportDifference({
      format: 'records',
      where: 'records behind the report',
      control: () => String(control.records),
      candidate: () => String(candidate.records),
      amount: new Fraction(candidate.records - control.records),
      unit: 'records',
      contributions: shares.contributions(),
    }),
  ];
}

/** An output differs, but none of its cells or lines was found to differ: that is a fault, and the explanation says so. */
export function unaccounted(
  control: Answer,
  candidate: Answer,
  found: readonly ReportDifference[],
): ReportDifference[] {
  return control.renderings.flatMap(({format, exact, shown}) => {
    const other = candidate.renderings.find((rendering) => rendering.format === format);
    if (other === undefined || other.exact === exact || found.length > 0) return [];
    return [
      reportDifference({
        format,
        where: 'the whole output',
        control: ({mask}) => (mask ? shown() : exact),
        candidate: ({mask}) => (mask ? other.shown() : other.exact),
        amount: new Fraction(1),
        unit: 'line',
        contributions: [],
      }),
    ];
  });
}

async function prove(
  question: DayQuestion,
  control: Answer,
  candidate: Answer,
  evidence: readonly Evidence[],
): Promise<Proof> {
  const [left, right] = [
    await dayAnswer(recordsOf(evidence, 'control'), question),
    await dayAnswer(recordsOf(evidence, 'candidate'), question),
  ];
  return {
    controlFollows: isSameAnswer(left, control),
    candidateFollows: isSameAnswer(right, candidate),
    recordsAgree: isSameAnswer(left, right),
  };
}

function causeOf({controlFollows, candidateFollows, recordsAgree}: Proof): Cause {
  if (controlFollows && candidateFollows) return 'data';
  return recordsAgree ? 'logic' : 'data and logic';
}

export function isSameAnswer(left: Answer, right: Answer): boolean {
  return (
    left.records === right.records &&
    left.renderings.length === right.renderings.length &&
    left.renderings.every(({exact}, at) => exact === right.renderings[at]?.exact)
  );
}

/** A side's records as something that answers: with what they give, whatever the side itself answers. */
function recordsOf(evidence: readonly Evidence[], side: SideName): Answering {
  const days = evidence.map((each) => each[side].facts);
  return {
    counted: async (report, {from}) => {
      const counts = days.map(({records, traces, failingTraces}) => {
        return {date: from, records, traces, failingTraces: failingTraces.length};
      });
      return partsOfDays(report)?.(counts) ?? null;
    },
    // A report that is code asks for these two only.
    traces: async function* (): AsyncGenerator<never> {},
    failingTraces: async function* (): AsyncGenerator<TraceFacts> {
      for (const day of days) yield* day.failingTraces;
    },
  };
}
