import type {SideFailure} from './question-plan.ts';
import type {SideName} from './records/record-difference.ts';
import type {JudgedResult, Outcome, Reason} from './result.ts';
import type {WaiverUse} from './waivers/waiver-use.ts';

/** The result of a comparison, always with its denominators. */
export interface ComparisonSummary {
  readonly conclusion: Conclusion;
  readonly questions: number;
  readonly matched: number;
  /** All mismatches; a waiver allows `waived` of them. */
  readonly mismatched: number;
  readonly waived: number;
  readonly inconclusive: number;
  /** The parts of the inconclusive: a side had no answer; files changed or were not looked at, or control differed from itself; no records. */
  readonly failed: number;
  readonly unproven: number;
  readonly empty: number;
  /** The matched share of the matched and mismatched questions; null if there are none. */
  readonly parity: number | null;
  /** Records behind the questions, summed over them: a record that two questions read counts twice. */
  readonly controlRecords: number;
  readonly candidateRecords: number;
  /** The same, each record once. */
  readonly controlDistinctRecords: number;
  readonly candidateDistinctRecords: number;
  /** Differences that no record accounts for, over all results, and mismatches that could not be explained at all. */
  readonly unexplained: number;
  /** Projects that were asked for by name, and that have no record on any date asked, on either side. */
  readonly withoutRecords: readonly string[];
}

/** The exit code in words: 0, 0 or 1, 1, 2 and 3. */
export type Conclusion = 'the same' | 'the same under waivers' | 'different' | 'trouble' | 'nothing compared';

interface Circumstances {
  readonly failures?: readonly SideFailure[];
  readonly waivers?: readonly WaiverUse[];
  readonly named?: readonly string[];
}

export function summarize(results: readonly JudgedResult[], circumstances: Circumstances = {}): ComparisonSummary {
  const count = (test: (result: JudgedResult) => boolean): number => results.filter(test).length;
  const because = (...reasons: Reason[]): number =>
    count(({verdict, reason}) => verdict === 'inconclusive' && reason !== null && reasons.includes(reason));
  const matched = count(({verdict}) => verdict === 'matched');
  const mismatched = count(({verdict}) => verdict === 'mismatched');
  const counts = {
    questions: results.length,
    matched,
    mismatched,
    waived: count(({waiver}) => waiver !== null),
    inconclusive: count(({verdict}) => verdict === 'inconclusive'),
    failed: because('failed'),
    unproven: because('unstable', 'noise', 'partial'),
    empty: because('empty'),
    parity: matched + mismatched === 0 ? null : matched / (matched + mismatched),
    controlRecords: results.reduce((sum, {control}) => sum + recordsOf(control), 0),
    candidateRecords: results.reduce((sum, {candidate}) => sum + recordsOf(candidate), 0),
    controlDistinctRecords: distinctRecords(results, 'control'),
    candidateDistinctRecords: distinctRecords(results, 'candidate'),
    unexplained: results.reduce((sum, result) => sum + unexplainedIn(result), 0),
    withoutRecords: withoutRecords(results, circumstances),
  };
  return {conclusion: conclude(counts, results, circumstances), ...counts};
}

/** Trouble beats different, and different beats all else. A project that was asked for by name has to be there. */
function conclude(
  {failed, unproven, matched, mismatched, waived, withoutRecords}: Omit<ComparisonSummary, 'conclusion'>,
  results: readonly JudgedResult[],
  {failures = [], waivers = []}: Circumstances,
): Conclusion {
  const isUnknown = results.some(({explained}) => explained?.outcome === 'failed');
  if (failures.length > 0 || failed > 0 || unproven > 0 || isUnknown) return 'trouble';
  const isBroken = waivers.some(({status}) => status === 'expired' || status === 'unused' || status === 'exceeded');
  if (mismatched > waived || isBroken) return 'different';
  if (waived > 0) return 'the same under waivers';
  return matched > 0 && withoutRecords.length === 0 ? 'the same' : 'nothing compared';
}

/** If a side could not answer, it may have a record. */
function withoutRecords(results: readonly JudgedResult[], {named = [], failures = []}: Circumstances): string[] {
  if (failures.length > 0) return [];
  const mayHaveRecords = ({control, candidate}: JudgedResult): boolean =>
    control.outcome === 'failed' || candidate.outcome === 'failed' || recordsOf(control) + recordsOf(candidate) > 0;
  return named.filter(
    (project) => !results.some((result) => result.question.project === project && mayHaveRecords(result)),
  );
}

function unexplainedIn({explained}: JudgedResult): number {
  if (explained === null) return 0;
  return explained.outcome === 'explained' ? explained.explanation.unexplained : 1;
}

/**
 * How many records are behind the questions, each counted once. For each date: those of all projects together if that was asked, else
 * those of each project. For a range that a report was asked about: all of its dates.
 */
function distinctRecords(results: readonly JudgedResult[], side: SideName): number {
  const dates = new Map<string, Map<string | null, number>>();
  for (const {question, [side]: outcome} of results) {
    if (outcome.outcome !== 'answered') continue;
    const key = `${question.from} ${question.to}`;
    const projects = dates.get(key) ?? new Map();
    dates.set(key, projects.set(question.project, outcome.records));
  }
  let [days, ranges] = [0, 0];
  for (const [key, projects] of dates) {
    const records = projects.get(null) ?? [...projects.values()].reduce((sum, count) => sum + count, 0);
    const [from, to] = key.split(' ');
    if (from === to) days += records;
    else ranges = Math.max(ranges, records);
  }
  return Math.max(days, ranges);
}

function recordsOf(outcome: Outcome): number {
  return outcome.outcome === 'answered' ? outcome.records : 0;
}
