import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {PruneScope} from '../../../../core/prune-report.ts';
import type {RefusedRecord} from '../../../../core/record-store.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {RefusedFile} from '../../refused-file.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly file_name: string;
  readonly reason: string;
}

/** A null bound or project means: all of them. */
export const sql = `
select project, to_char(run_date, 'YYYY-MM-DD') as date, file_name, reason
from lse_refused
where ($1::date is null or run_date >= $1) and ($2::date is null or run_date <= $2)
  and ($3::text is null or project = $3)
order by project collate "C", run_date, file_name collate "C"`;

/** What the database refused when it was loaded. */
export async function refusedFiles(client: Client, {from, to, project}: Scope): Promise<RefusedFile[]> {
  const {rows} = await client.query<Row>(sql, [from, to, project]);
  return rows.map(({file_name, date, ...row}) => ({...row, date: date as CalendarDate, fileName: file_name}));
}

export const noteSql = `
insert into lse_refused (project, run_date, file_name, run_id, reason)
select $1, $2::date, given.file_name, given.run_id, given.reason
from unnest($3::text[], $4::text[], $5::text[]) as given (file_name, run_id, reason)
order by given.file_name collate "C"
on conflict (project, run_date, file_name) do update set run_id = excluded.run_id, reason = excluded.reason`;

export async function noteRefused(
  client: Client,
  project: string,
  date: string,
  refused: readonly RefusedRecord[],
): Promise<void> {
  const columns = [
    refused.map(({fileName}) => fileName),
    refused.map(({runId}) => runId),
    refused.map(({reason}) => reason),
  ];
  await client.query(noteSql, [project, date, ...columns]);
}

export const forgetSql = `
delete from lse_refused
where project = $1 and run_date = $2 and ($3::text[] is null or file_name = any ($3))`;

/** Null means: all of the day. */
export async function forgetRefused(
  client: Client,
  project: string,
  date: string,
  fileNames: readonly string[] | null,
): Promise<void> {
  await client.query(forgetSql, [project, date, fileNames]);
}

export const forgetBeforeSql =
  'delete from lse_refused where run_date < $1::date and ($2::text is null or project = $2)';

export async function forgetRefusedBefore(client: Client, {before, project}: PruneScope): Promise<void> {
  await client.query(forgetBeforeSql, [before, project]);
}
