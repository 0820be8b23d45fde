import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {SourceDay} from '../../../../core/source-snapshot.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly size: string;
}

/** A null bound or project means: all of them. The index `runs_by_trace` alone gives the counts. */
export const sql = `
select project, to_char(run_date, 'YYYY-MM-DD') as date, count(*) as size
from runs
where ($1::date is null or run_date >= $1) and ($2::date is null or run_date <= $2)
  and ($3::text is null or project = $3)
group by project, run_date
order by project collate "C", run_date`;

export async function days(client: Client, scope: Scope | null): Promise<SourceDay[]> {
  const {rows} = await client.query<Row>(sql, [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null]);
  return rows.map(({project, date, size}) => ({project, date: date as CalendarDate, size: Number(size)}));
}
