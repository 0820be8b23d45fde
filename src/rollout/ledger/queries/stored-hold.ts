import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {Hold, LiftedHold} from '../act.ts';

/** Columns of a hold, as all queries about holds give them. */
export interface HoldRow {
  readonly id: string;
  readonly project: string;
  readonly from_date: CalendarDate | null;
  readonly to_date: CalendarDate | null;
  readonly reason: string;
  readonly since: string;
  readonly fingerprint: string | null;
  readonly needs_person: string | number;
  readonly released_at: string | null;
}

export function holdOf(row: HoldRow): Hold {
  const {from_date: from, to_date: to} = row;
  return {
    id: row.id,
    project: row.project,
    days: from === null || to === null ? null : {from, to},
    reason: row.reason,
    since: row.since,
    fingerprint: row.fingerprint,
    needsPerson: Number(row.needs_person) === 1,
  };
}

export function liftedHoldOf(row: HoldRow): LiftedHold {
  return {...holdOf(row), releasedAt: row.released_at ?? ''};
}
