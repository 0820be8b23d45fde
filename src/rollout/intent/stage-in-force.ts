import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Hold} from '../ledger/act.ts';
import {compareStages, type StageName} from '../stage.ts';
import {type IntendedStage, intendedStage} from './intended-stage.ts';
import type {Intent} from './intent.ts';

/**
 * What a hold leaves of a stage. Control is printed, as at `file`; but candidate is still compared afterwards, so that it can be seen whether
 * what led to the hold is over.
 */
export const heldStage: StageName = 'shadow';

/** The days of one question, both included. */
export interface Days {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** The stage at which a question about a project is answered: the lower of what is intended and what is held. */
export interface StageInForce {
  readonly stage: StageName;
  readonly intended: IntendedStage;
  /** What lowers it; null if nothing does. One of the whole project comes before one of days. */
  readonly hold: Hold | null;
}

/**
 * @param holds those that are open, of any projects
 * @param days of the question; a hold of days lowers it when it has one day of them, since an answer is printed whole
 */
export function stageInForce(intent: Intent, holds: readonly Hold[], project: string, days: Days): StageInForce {
  const intended = intendedStage(intent, project);
  const {stage, hold} = heldBack(intended.stage, holds, project, days);
  return {stage, intended, hold};
}

/** The same for a stage that was decided in another way. Nothing holds `complete`: there is no tree that could answer. */
export function heldBack(
  stage: StageName,
  holds: readonly Hold[],
  project: string,
  days: Days,
): {readonly stage: StageName; readonly hold: Hold | null} {
  if (stage === 'complete' || compareStages(stage, heldStage) <= 0) return {stage, hold: null};
  const open = holds.filter((hold) => hold.project === project && concerns(hold, days));
  const hold = open.find((each) => each.days === null) ?? open[0] ?? null;
  return {stage: hold === null ? stage : heldStage, hold};
}

function concerns(hold: Hold, {from, to}: Days): boolean {
  return hold.days === null || (hold.days.from <= to && from <= hold.days.to);
}

/** The stage of all of these projects together: that of the one that has moved least far; null of none. */
export function strictest<P extends {readonly project: string; readonly stage: StageName}>(
  projects: readonly P[],
): P | null {
  return projects.reduce<P | null>(
    (least, each) => (least === null || compareStages(each.stage, least.stage) < 0 ? each : least),
    null,
  );
}
