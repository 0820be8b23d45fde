import type {Overdue} from '../decision/decision.ts';
import type {Act} from '../ledger/act.ts';
import {ownAct} from '../serving/holds.ts';

/** What is noted of projects that are still at a stage after the last day on which they may be there. */
export function overdueActs(overdue: readonly Overdue[], at: string): Act[] {
  return overdue.map(({project, stage, until}) =>
    ownAct('stale', project, `was to be at ${stage} until ${until}`, {at, from: stage, to: null}),
  );
}
