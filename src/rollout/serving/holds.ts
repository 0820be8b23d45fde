import {randomUUID} from 'node:crypto';
import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Act, Hold} from '../ledger/act.ts';
import type {StageName} from '../stage.ts';
import type {Examination} from './examination.ts';

/** What a mismatch should hold, before it is known what was held earlier. */
export interface HoldDraft {
  readonly project: string;
  readonly days: Hold['days'];
  readonly reason: string;
  readonly fingerprint: string | null;
}

/**
 * A fault of data holds the days whose records are to blame. Any other holds the projects: nobody knows which day a fault of logic
 * spares. `projects` are all that the question is about.
 */
export function holdsFor(
  {cause, blamed, fingerprint}: Pick<Examination, 'cause' | 'blamed' | 'fingerprint'>,
  report: string,
  projects: readonly string[],
): HoldDraft[] {
  const reason = `mismatch of ${report} (${cause ?? 'unexplained'})`;
  if (cause === 'data' && blamed.length > 0) {
    return blamed.map(({project, date}) => {
      const day = date as CalendarDate;
      return {project, days: {from: day, to: day}, reason, fingerprint};
    });
  }
  return projects.map((project) => ({project, days: null, reason, fingerprint}));
}

/** The hold and the act that says so; it needs a person if another one was lifted not long ago. */
export function holdOf(
  {project, days, reason, fingerprint}: HoldDraft,
  {stage, at, needsPerson}: {readonly stage: StageName; readonly at: string; readonly needsPerson: boolean},
): {readonly hold: Hold; readonly act: Act} {
  const hold = {id: randomUUID(), project, days, reason, since: at, fingerprint, needsPerson};
  return {hold, act: ownAct('held', project, reason, {at, from: stage, to: null})};
}

/** What lse did by itself. */
export function ownAct(
  kind: Act['kind'],
  project: string,
  reason: string,
  {at, from, to}: Pick<Act, 'at' | 'from' | 'to'>,
): Act {
  return {id: randomUUID(), at, kind, project, by: 'lse', from, to, reason, forced: false, succeeded: true};
}
