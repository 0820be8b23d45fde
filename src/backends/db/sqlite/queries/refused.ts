import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {PruneScope} from '../../../../core/prune-report.ts';
import type {RefusedRecord} from '../../../../core/record-store.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {RefusedFile} from '../../refused-file.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly file_name: string;
  readonly reason: string;
}

/** A null bound or project means: all of them. */
export const sql = `
select project, run_date as date, file_name, reason
from lse_refused
where (?1 is null or run_date >= ?1) and (?2 is null or run_date <= ?2) and (?3 is null or project = ?3)
order by project, run_date, file_name`;

/** What the database refused when it was loaded. */
export async function refusedFiles(connection: Connection, {from, to, project}: Scope): Promise<RefusedFile[]> {
  const rows = await connection.all<Row>(sql, [from, to, project]);
  return rows.map(({file_name, date, ...row}) => ({...row, date: date as CalendarDate, fileName: file_name}));
}

export const noteSql = `
insert into lse_refused (project, run_date, file_name, run_id, reason)
values (?, ?, ?, ?, ?)
on conflict (project, run_date, file_name) do update set run_id = excluded.run_id, reason = excluded.reason`;

export async function noteRefused(
  connection: Connection,
  project: string,
  date: string,
  refused: readonly RefusedRecord[],
): Promise<void> {
  for (const {fileName, runId, reason} of refused) {
    await connection.run(noteSql, [project, date, fileName, runId, reason]);
  }
}

export const forgetSql = `
delete from lse_refused
where project = ?1 and run_date = ?2 and (?3 is null or file_name in (select value from json_each(?3)))`;

/** Null means: all of the day. */
export async function forgetRefused(
  connection: Connection,
  project: string,
  date: string,
  fileNames: readonly string[] | null,
): Promise<void> {
  await connection.run(forgetSql, [project, date, fileNames === null ? null : JSON.stringify(fileNames)]);
}

export const forgetBeforeSql = 'delete from lse_refused where run_date < ?1 and (?2 is null or project = ?2)';

export async function forgetRefusedBefore(connection: Connection, {before, project}: PruneScope): Promise<void> {
  await connection.run(forgetBeforeSql, [before, project]);
}
