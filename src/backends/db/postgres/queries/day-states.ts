import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {StoredDay} from '../../../../core/stored-day.ts';
import {sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {state} from './loaded-days.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly rows: string;
  readonly state: string;
}

/** A null project means: all of them. */
export const sql = sqlText`
select project, to_char(run_date, 'YYYY-MM-DD') as date, count(*) as rows, ${state} as state
from runs
where run_date between $1::date and $2::date and ($3::text is null or project = $3)
group by project, run_date
order by project collate "C", run_date`.text;

/** `placed` ends each state. */
export async function dayStates(
  client: Client,
  {from, to, project}: Scope,
  placed: string,
): Promise<Omit<StoredDay, 'load'>[]> {
  const {rows} = await client.query<Row>(sql, [from, to, project]);
  return rows.map(({project: name, date, rows: count, state: found}) => ({
    project: name,
    date: date as CalendarDate,
    rows: Number(count),
    state: `${found}${placed}`,
  }));
}
