import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {SourceDay} from '../../../../core/source-snapshot.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly size: number;
}

/** A null bound or project means: all of them. An index alone gives the counts. */
export const sql = `
select project, run_date as date, count(*) as size
from runs
where (?1 is null or run_date >= ?1) and (?2 is null or run_date <= ?2) and (?3 is null or project = ?3)
group by project, run_date
order by project, run_date`;

export async function days(connection: Connection, scope: Scope | null): Promise<SourceDay[]> {
  const rows = await connection.all<Row>(sql, [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null]);
  return rows.map(({project, date, size}) => ({project, date: date as CalendarDate, size}));
}
