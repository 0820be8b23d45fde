import type {CalendarDate} from '../../core/calendar-date.ts';
import {shellWord} from '../../core/shell-word.ts';
import {type Evidence, evidenceOf} from '../gate/evidence.ts';
import type {GateAnswer, GateQuestion} from '../gate/gate.ts';
import {gatheringCommand} from '../gate/missing-evidence.ts';
import {originRules} from '../gate/outcome-effect.ts';
import {answerOf, decideGate} from '../gate/verdict.ts';
import {intendedStage, isOverdue, stageAbove} from '../intent/intended-stage.ts';
import type {Intent} from '../intent/intent.ts';
import {heldBack} from '../intent/stage-in-force.ts';
import type {Act, Hold} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {Mismatch} from '../ledger/ledger.ts';
import type {StageName} from '../stage.ts';
import type {Latency, ProjectStatus} from '../status.ts';

/** All that is known of a project's way. Null: it could not be read. */
export interface ProjectFacts {
  readonly project: string;
  readonly entries: readonly Entry[] | null;
  readonly acts: readonly Act[] | null;
  readonly holds: readonly Hold[] | null;
  readonly mismatches: readonly Mismatch[] | null;
  /** Every date that either side knows. */
  readonly knownDates: readonly CalendarDate[] | null;
}

/** What is the same for all projects. */
export interface StandingContext {
  readonly intent: Intent;
  /** Today's evidence key of each report that counts. */
  readonly evidenceKeys: ReadonlyMap<string, string>;
  /** As `Entry.at`. */
  readonly now: string;
}

/** What the gate is asked about a project: whether it may move to a stage, the next one unless another is named. */
export function gateQuestionOf(facts: ProjectFacts, context: StandingContext, to: StageName | null): GateQuestion {
  const {project, entries, acts, holds, knownDates} = facts;
  const {intent, evidenceKeys, now} = context;
  const from = intendedStage(intent, project).stage;
  return {
    project,
    from,
    to: to ?? stageAbove(from) ?? from,
    now,
    requirements: intent.requirements,
    evidenceKeys,
    knownDates,
    entries,
    acts,
    holds,
  };
}

/** The highest stage that the gate would let a project have now: its own, or the next one while that is open. */
export function ceilingOf(facts: ProjectFacts, context: StandingContext): StageName {
  const {stage} = intendedStage(context.intent, facts.project);
  const above = stageAbove(stage);
  if (above === null) return stage;
  return decideGate(gateQuestionOf(facts, context, above)).state === 'open' ? above : stage;
}

/** Where a project stands, and what to do next. */
export function projectStatus(facts: ProjectFacts, context: StandingContext): ProjectStatus {
  const {project, holds, mismatches} = facts;
  const intended = intendedStage(context.intent, project);
  const above = stageAbove(intended.stage);
  const question = gateQuestionOf(facts, context, above);
  const found = evidenceOf(question);
  const answer = above === null ? null : answerOf(question, found);
  const today = context.now.slice(0, 10) as CalendarDate;
  const overdue = isOverdue(intended, today);
  const [last] = mismatches ?? [];
  return {
    project,
    intended: intended.stage,
    // A hold of days leaves the others where they are.
    inForce: heldBack(
      intended.stage,
      (holds ?? []).filter(({days}) => days === null),
      project,
      {from: today, to: today},
    ).stage,
    until: intended.entry?.until ?? null,
    isOverdue: overdue,
    evidence: found === null ? null : figures(found),
    latency: latencyOf(facts.entries ?? []),
    lastMismatch:
      last === undefined
        ? null
        : {at: last.last, report: last.report, fingerprint: last.fingerprint, count: last.count},
    gate:
      answer === null || above === null
        ? null
        : {to: above, state: answer.state, unmet: answer.conditions.filter(({state}) => state !== 'met')},
    holds: holds ?? [],
    next: nextCommand(question, answer, holds ?? []),
  };
}

function figures(found: Evidence): ProjectStatus['evidence'] {
  const tallies = [...found.asked.values()];
  const sum = (of: (tally: (typeof tallies)[number]) => number): number =>
    tallies.reduce((all, tally) => all + of(tally), 0);
  const mismatched = found.breaks.filter(({kind, report}) => kind === 'mismatch' && found.asked.has(report)).length;
  const compared = sum((tally) => tally.compared);
  return {
    matched: compared - mismatched,
    compared,
    asked: sum(({asked}) => asked),
    streak: found.proofs.length,
  };
}

function latencyOf(entries: readonly Entry[]): ProjectStatus['latency'] {
  // From the same comparisons as the gate's: in others control reads without the cache that users have.
  const pairs = entries.flatMap(({origin, outcome, milliseconds: {control, candidate}}) =>
    originRules[origin]?.paired && isComparedOutcome(outcome) && isTime(control) && isTime(candidate)
      ? [{control, candidate}]
      : [],
  );
  if (pairs.length === 0) return null;
  return {
    pairs: pairs.length,
    control: spread(pairs.map(({control}) => control)),
    candidate: spread(pairs.map(({candidate}) => candidate)),
  };
}

function isComparedOutcome(outcome: Entry['outcome']): boolean {
  return outcome === 'matched' || outcome === 'mismatched';
}

function isTime(milliseconds: number | null): milliseconds is number {
  return milliseconds !== null && Number.isFinite(milliseconds) && milliseconds >= 0;
}

/** By nearest rank, as reports do it. */
function spread(values: readonly number[]): Latency {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (percent: number): number => sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)] ?? 0;
  return {median: at(50), p95: at(95)};
}

function nextCommand(question: GateQuestion, answer: GateAnswer | null, holds: readonly Hold[]): string | null {
  const name = shellWord(question.project);
  if (holds.length > 0) return `lse rollout history ${name}`;
  if (answer === null) return null;
  if (answer.state === 'open') return `lse rollout promote ${name}`;
  if (answer.state === 'closed') return `lse rollout history ${name}`;
  return gatheringCommand(question, answer);
}
