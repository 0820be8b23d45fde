import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {QueuedQuestion} from '../ledger.ts';
import type {Session} from '../store/ledger-store.ts';
import {readProject, storedProject, storedText} from '../stored-text.ts';

interface Row {
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

export const oldestSql = `
select id, at, report, project, from_date, to_date
from lse_rollout_queue
order by at, id
limit $1`;

export const deleteSql = 'delete from lse_rollout_queue where id = $1';

export async function insertQuestion(session: Session, question: QueuedQuestion): Promise<void> {
  const {id, at, report, project, from, to} = question;
  await session.rows(insertSql, [storedText(id), at, storedText(report), storedProject(project), from, to]);
}

/** Takes them off. */
export async function takeQuestions(session: Session, most: number): Promise<QueuedQuestion[]> {
  const rows = await session.rows<Row>(oldestSql, [most]);
  for (const {id} of rows) await session.rows(deleteSql, [id]);
  return rows.map(({id, at, report, project, from_date, to_date}) => ({
    id,
    at,
    report,
    project: readProject(project),
    from: from_date,
    to: to_date,
  }));
}
