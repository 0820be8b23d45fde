import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {PruneScope} from '../../../../core/prune-report.ts';
import type {SourceDay} from '../../../../core/source-snapshot.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly size: string;
}

/** Counts what it deletes, so the report is true whoever else writes. A null project means: all. */
export const sql = `
with gone as (
  delete from runs
  where run_date < $1::date and ($2::text is null or project = $2)
  returning project, run_date
)
select project, to_char(run_date, 'YYYY-MM-DD') as date, count(*) as size
from gone
group by project, run_date
order by project collate "C", run_date`;

export async function deleteBefore(client: Client, {before, project}: PruneScope): Promise<SourceDay[]> {
  const {rows} = await client.query<Row>(sql, [before, project]);
  return rows.map((row) => ({project: row.project, date: row.date as CalendarDate, size: Number(row.size)}));
}
