import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {PruneScope} from '../../../../core/prune-report.ts';
import type {SourceDay} from '../../../../core/source-snapshot.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly size: number;
}

/** A null project means: all of them. An index alone gives the counts. */
export const sql = `
select project, run_date as date, count(*) as size
from runs
where run_date < ?1 and (?2 is null or project = ?2)
group by project, run_date
order by project, run_date`;

export async function prunableDays(connection: Connection, {before, project}: PruneScope): Promise<SourceDay[]> {
  const rows = await connection.all<Row>(sql, [before, project]);
  return rows.map((row) => ({project: row.project, date: row.date as CalendarDate, size: row.size}));
}
