import type {Comparison} from '../../comparison.ts';
import type {Conclusion} from '../../comparison-summary.ts';
import {type Fix, type FixCommands, fixOf} from '../../fix.ts';
import type {SideName} from '../../records/record-difference.ts';
import type {Outcome, Reason, Result, Verdict} from '../../result.ts';
import type {Side} from '../../side.ts';
import type {WaiverUse} from '../../waivers/waiver-use.ts';
import {errorText} from '../error-text.ts';
import {comparisonVerdict, emptySideOf} from '../verdict.ts';
import {type CalibrationDocument, calibrationDocument} from './calibration.ts';
import {type CondensedResult, detailsOf} from './condensed-result.ts';
import type {ExplanationDocument} from './explanation.ts';
import {type LatencyDocument, latencyDocument} from './latency.ts';
import type {OutputDocument} from './output.ts';
import {type PassedOverDocument, passedOverDocument} from './passed-over.ts';
import {type PatternDocument, patternDocument} from './pattern.ts';
import {type QuestionDocument, questionDocument} from './question.ts';

export type {ExplanationDocument} from './explanation.ts';

/**
 * A comparison as plain data, with every secret masked unless the user asked otherwise: `--format json` prints it, and all other
 * formats are made from it. docs/comparison.schema.json describes it.
 */
export interface ComparisonDocument {
  readonly kind: 'lse-comparison';
  readonly version: 1;
  readonly control: Side;
  readonly candidate: Side;
  readonly summary: SummaryDocument;
  /** The verdict on all of it, in one line. */
  readonly verdict: string;
  /** The records that explain the mismatches, grouped by how they differ; the largest pattern first. */
  readonly patterns: readonly PatternDocument[];
  /** What to do about the difference; null if there is none, or if nothing is certain to help. */
  readonly fix: Fix | null;
  readonly latency: {readonly control: LatencyDocument | null; readonly candidate: LatencyDocument | null};
  readonly calibration: CalibrationDocument | null;
  /** Sides that could not even say what they hold. */
  readonly failures: readonly {readonly side: SideName; readonly error: string}[];
  /** Files that changed during the comparison. */
  readonly changes: readonly {
    readonly side: SideName;
    readonly path: string;
    readonly change: 'changed' | 'vanished';
  }[];
  /** What the sides did not look at; if it is `partial`, records may lie in it, and the side was not read whole. */
  readonly passedOver: readonly PassedOverDocument[];
  readonly waivers: readonly WaiverDocument[];
  readonly results: readonly ResultDocument[];
}

export interface SummaryDocument extends Omit<Comparison['summary'], 'conclusion'> {
  readonly conclusion: Conclusion;
}

export interface WaiverDocument {
  readonly report: string;
  readonly project: string | null;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly largest: number;
  readonly status: WaiverUse['status'];
}

export interface ResultDocument extends QuestionDocument {
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  readonly control: OutcomeDocument;
  readonly candidate: OutcomeDocument;
  /** The place in `waivers` of the waiver that allows the mismatch, or null. */
  readonly waiver: number | null;
  readonly outputs: readonly OutputDocument[];
  /** Null unless mismatched. */
  readonly explanation: ExplanationDocument | null;
}

/** `records` is null if the side could not answer, and `error` if it could. */
export interface OutcomeDocument {
  readonly outcome: Outcome['outcome'];
  readonly records: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
  /** Whether the answer came from what the side had read for an earlier question; then the time is in no figure. */
  readonly fromMemory: boolean;
}

export interface ComparisonOptions {
  readonly mask: boolean;
  /** What corrects the candidate, if anything does. */
  readonly fixCommands?: FixCommands | null;
}

/** Condensed results must have been condensed with the same `mask`. Their details are unpacked at each reading, one result at a time. */
export function comparisonDocument(
  comparison: Comparison<Result | CondensedResult>,
  {mask, fixCommands = null}: ComparisonOptions,
): ComparisonDocument {
  const {control, candidate, summary, results, calibration, failures, changes, passedOver, waivers} = comparison;
  const patterns = comparison.patterns.map((pattern) => patternDocument(pattern, mask));
  const isDifferent = summary.conclusion === 'different' && summary.mismatched > 0;
  const isLogic = results.some(
    ({explained}) => explained?.outcome === 'explained' && explained.explanation.cause !== 'data',
  );
  return {
    kind: 'lse-comparison',
    version: 1,
    control,
    candidate,
    summary,
    verdict: comparisonVerdict({
      summary,
      patterns,
      failures,
      unknown: results.filter(({explained}) => explained?.outcome === 'failed').length,
      brokenWaivers: waivers.filter(({status}) => status !== 'used' && status !== 'not asked').length,
    }),
    patterns,
    fix: isDifferent
      ? fixOf({patterns: comparison.patterns, emptySide: emptySideOf(summary), isLogic}, fixCommands)
      : null,
    latency: {
      control: latencyDocument(results.map((result) => result.control)),
      candidate: latencyDocument(results.map((result) => result.candidate)),
    },
    calibration: calibration === null ? null : calibrationDocument(calibration),
    failures: failures.map(({side, error}) => ({side, error: errorText(error)})),
    changes: changes.map(({side, path, change}) => ({side, path, change})),
    passedOver: passedOver.map(passedOverDocument),
    waivers: waivers.map(({waiver, status}) => ({...waiver, status})),
    results: results.map((result) => resultDocument(result, waivers, mask)),
  };
}

function resultDocument(
  result: Result | CondensedResult,
  waivers: readonly WaiverUse[],
  mask: boolean,
): ResultDocument {
  const {question, verdict, reason, control, candidate, waiver} = result;
  const details = 'details' in result ? result.details : always(detailsOf(result, mask));
  const allowed = waivers.findIndex((use) => use.waiver === waiver);
  return {
    ...questionDocument(question),
    verdict,
    reason,
    control: outcomeDocument(control),
    candidate: outcomeDocument(candidate),
    waiver: allowed === -1 ? null : allowed,
    get outputs() {
      return details().outputs;
    },
    get explanation() {
      return details().explanation;
    },
  };
}

function always<T>(value: T): () => T {
  return () => value;
}

function outcomeDocument(side: Outcome): OutcomeDocument {
  const {outcome, milliseconds} = side;
  return outcome === 'answered'
    ? {outcome, records: side.records, error: null, milliseconds, fromMemory: side.fromMemory === true}
    : {outcome, records: null, error: errorText(side.error), milliseconds, fromMemory: false};
}
