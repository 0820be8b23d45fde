import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {QueuedQuestion} from '../ledger.ts';
import type {StoredValue} from '../store/ledger-store.ts';
import {readProject, storedProject, storedText} from '../stored-text.ts';

export interface QuestionRow {
  readonly id: string;
  readonly at: string;
  readonly report: string;
  readonly project: string;
  readonly from_date: CalendarDate;
  readonly to_date: CalendarDate;
}

export const insertSql = `
insert into lse_rollout_queue (id, at, report, project, from_date, to_date)
values ($1, $2, $3, $4, $5, $6)
on conflict (id) do nothing`;

/** Takes the oldest off, and gives them in no order that counts. */
export const takeSql = `
delete from lse_rollout_queue
where id in (select id from lse_rollout_queue order by at, id limit $1)
returning id, at, report, project, from_date, to_date`;

export function questionValues({id, at, report, project, from, to}: QueuedQuestion): StoredValue[] {
  return [storedText(id), at, storedText(report), storedProject(project), from, to];
}

export function questionOf({id, at, report, project, from_date: from, to_date: to}: QuestionRow): QueuedQuestion {
  return {id, at, report, project: readProject(project), from, to};
}
