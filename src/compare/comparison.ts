import type {Answer} from '../asking/answer.ts';
import {isSameQuestion, type Question} from '../asking/question.ts';
import type {CalendarDate} from '../core/calendar-date.ts';
import type {ReportSource} from '../core/report-source.ts';
import {StartAgain} from '../core/start-again.ts';
import type {Calibration} from './calibration.ts';
import {type ComparisonSummary, summarize} from './comparison-summary.ts';
import {EvidenceReader} from './explanation/evidence.ts';
import {type Explanation, explain} from './explanation/explanation.ts';
import {explainTable} from './explanation/table/table-explanation.ts';
import {type Observation, observe} from './observation.ts';
import type {Pattern} from './patterns/pattern.ts';
import {PatternCollector} from './patterns/pattern-collector.ts';
import type {QuestionPlan, SideFailure} from './question-plan.ts';
import {type Explained, type JudgedResult, judge, type Result, withdraw} from './result.ts';
import {type Side, sideOf} from './side.ts';
import {type SideChange, sideChanges} from './side-change.ts';
import {mayHide, type SidePassedOver, sidesPassedOver} from './side-passed-over.ts';
import {together} from './together.ts';
import type {Waiver} from './waivers/waiver.ts';
import {applyWaivers, type WaiverUse} from './waivers/waiver-use.ts';

/** All results of one comparison, and their summary. */
export interface Comparison<R extends JudgedResult = Result> {
  readonly control: Side;
  readonly candidate: Side;
  readonly results: readonly R[];
  readonly summary: ComparisonSummary;
  readonly calibration: Calibration | null;
  readonly failures: readonly SideFailure[];
  readonly changes: readonly SideChange[];
  readonly passedOver: readonly SidePassedOver[];
  readonly waivers: readonly WaiverUse[];
  /** The records that explain the mismatches, grouped by how they differ. */
  readonly patterns: readonly Pattern[];
}

export interface ComparisonOptions<R> {
  readonly calibration?: Calibration | null;
  readonly waivers?: readonly Waiver[];
  /** The day that decides whether a waiver has expired. */
  readonly today: CalendarDate;
  readonly onQuestion?: () => void;
  /** What to keep of a result once it is found, for a caller who needs less than all of it; without it all is kept. */
  readonly keep?: (result: Result) => R;
}

/** Asks both sources every question and explains every mismatch by its records. */
export async function compareSources<R extends JudgedResult = Result>(
  control: ReportSource,
  candidate: ReportSource,
  {questions, failures, named = []}: QuestionPlan,
  options: ComparisonOptions<R>,
): Promise<Comparison<R>> {
  const {calibration = null, waivers = [], today, onQuestion = () => {}} = options;
  const keep = options.keep ?? ((result: Result) => result as JudgedResult as R);
  const collector = new PatternCollector();
  const evidence = new EvidenceReader(control, candidate, ({control: left, candidate: right, ...day}) =>
    collector.meetDay({...day, control: left.day, candidate: right.day}),
  );
  const found: R[] = [];
  for (const question of questions) {
    const result = await compareOne(control, candidate, question, evidence);
    meetBlamed(collector, result);
    found.push(keep(result));
    onQuestion();
  }
  const changes = await sideChanges(control, candidate);
  const passedOver = sidesPassedOver(control, candidate);
  const judged = proven(found, {changes, passedOver, calibration});
  const {results, uses} = applyWaivers(judged, waivers, today);
  return {
    control: sideOf(control),
    candidate: sideOf(candidate),
    results,
    summary: summarize(results, {failures, waivers: uses, named}),
    calibration,
    failures,
    changes,
    passedOver,
    waivers: uses,
    patterns: collector.patterns(comparedIn(results)),
  };
}

function meetBlamed(collector: PatternCollector, {explained}: Result): void {
  if (explained?.outcome !== 'explained') return;
  for (const [at, blamed] of explained.explanation.blamed.entries()) {
    collector.meet(blamed, explained.changes[at] ?? []);
  }
}

/** The projects, and the single dates, for which a side had records. */
function comparedIn(results: readonly JudgedResult[]): {dates: Set<CalendarDate>; projects: Set<string>} {
  const there = results.filter(({control, candidate}) =>
    [control, candidate].some((side) => side.outcome === 'answered' && side.records > 0),
  );
  return {
    dates: new Set(there.flatMap(({question: {from, to}}) => (from === to ? [from] : []))),
    projects: new Set(there.flatMap(({question: {project}}) => (project === null ? [] : [project]))),
  };
}

/** Asks both at once. Which of the two starts is random, so that neither always finds the disk warmed by the other. */
async function compareOne(
  control: ReportSource,
  candidate: ReportSource,
  question: Question,
  evidence: EvidenceReader,
): Promise<Result> {
  let left: Promise<Observation> | null = Math.random() < 0.5 ? observe(control, question) : null;
  const right = observe(candidate, question);
  left ??= observe(control, question);
  const [first, second] = await together(left, right);
  const result = judge(question, first, second);
  if (result.verdict !== 'mismatched' || first.outcome === 'failed' || second.outcome === 'failed') return result;
  return {
    ...result,
    explained: await explainAnswers(question, first.answer, second.answer, {control, candidate, evidence}),
  };
}

/** Why two answers to one question differ, or why that is not known. @throws StartAgain and nothing else */
export async function explainAnswers(
  question: Question,
  left: Answer,
  right: Answer,
  sources: ExplainedSources,
): Promise<Explained> {
  try {
    return await withChanges(await explained(question, left, right, sources), sources.evidence);
  } catch (error) {
    if (error instanceof StartAgain) throw error;
    return {outcome: 'failed', error};
  }
}

/** Both sides, each of which answers from one snapshot of its own, and what was read of them so far. */
export interface ExplainedSources {
  readonly control: ReportSource;
  readonly candidate: ReportSource;
  readonly evidence: EvidenceReader;
}

/** @throws TypeError for answers to another question */
async function explained(
  question: Question,
  left: Answer,
  right: Answer,
  sources: ExplainedSources,
): Promise<Explanation> {
  if (question.compiled === null && left.report !== 'table' && right.report !== 'table') {
    return explain(question, left, right, await sources.evidence.of(question.project, question.from));
  }
  if (question.compiled === null || left.report !== 'table' || right.report !== 'table') {
    throw new TypeError('answers to another question');
  }
  return explainTable(question, left, right, sources);
}

async function withChanges(explanation: Explanation, evidence: EvidenceReader): Promise<Explained> {
  const changes = [];
  for (const blamed of explanation.blamed) {
    changes.push(blamed.kind === 'misread' ? [] : await evidence.changesOf(blamed.difference));
  }
  return {outcome: 'explained', explanation, changes};
}

/** Withdraws verdicts that depend on files which changed meanwhile or were not all read, or on a control that differs from itself. */
function proven<R extends JudgedResult>(
  results: readonly R[],
  {changes, passedOver, calibration}: Pick<Comparison, 'changes' | 'passedOver' | 'calibration'>,
): R[] {
  return results.map((result) => {
    const {question} = result;
    const isTouched = changes.some(
      ({project, date}) =>
        date >= question.from && date <= question.to && (question.project === null || question.project === project),
    );
    if (isTouched && result.reason !== 'failed') return withdraw(result, 'unstable');
    const isPartial = passedOver.some((each) => mayHide(each, question));
    if (isPartial && result.reason !== 'failed') return withdraw(result, 'partial');
    const isNoisy = calibration?.noisy.some((noisy) => isSameQuestion(noisy, question)) ?? false;
    return isNoisy && result.reason !== 'failed' ? withdraw(result, 'noise') : result;
  });
}
