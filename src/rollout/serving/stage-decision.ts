import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareStages, type StageName} from '../stage.ts';

/** What the stage of one project is asked for. */
export interface StageQuestion {
  readonly project: string;
  readonly report: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** The stage in force, the lower of what is intended and what is held. `heldBackBy` says what keeps it below the intent; null: nothing. */
export interface StageDecision {
  readonly stage: StageName;
  readonly why: string;
  readonly heldBackBy: string | null;
}

export type StageDecider = (question: StageQuestion) => Promise<StageDecision>;

/**
 * All projects together are served by the strictest stage of any of them, since nobody could tell a part of the sums from the rest.
 * `heldBackBy` then names the project. Of no project at all it is `file`.
 */
export async function strictestDecision(
  decide: StageDecider,
  question: Omit<StageQuestion, 'project'>,
  projects: readonly string[],
): Promise<StageDecision> {
  let strictest: {readonly project: string; readonly decision: StageDecision} | null = null;
  let isMixed = false;
  for (const project of projects) {
    const decision = await decide({...question, project});
    if (strictest !== null && decision.stage !== strictest.decision.stage) isMixed = true;
    if (strictest === null || compareStages(decision.stage, strictest.decision.stage) < 0)
      strictest = {project, decision};
  }
  if (strictest === null) return {stage: 'file', why: 'there is no project in scope', heldBackBy: null};
  const {project, decision} = strictest;
  const isHeld = isMixed || decision.heldBackBy !== null;
  return {...decision, heldBackBy: isHeld ? `project '${project}' (${decision.heldBackBy ?? decision.why})` : null};
}
