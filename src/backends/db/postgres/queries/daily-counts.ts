import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {DailyCount} from '../../../../core/reports/zenrows-errors.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly date: string;
  readonly records: string;
  readonly traces: string;
  readonly failing_traces: string;
}

/** Groups in the order of the index `runs_by_trace`, which holds every column read here; `data` is not touched. */
export const allProjectsSql = `
select to_char(run_date, 'YYYY-MM-DD') as date, sum(records) as records, count(*) as traces,
  count(*) filter (where fails) as failing_traces
from (
  select run_date, project, trace_id, count(*) as records, bool_or(is_failing) as fails
  from runs
  where run_date between $1 and $2
  group by run_date, project, trace_id
) as traces
group by run_date
order by run_date`;

export const oneProjectSql = `
select to_char(run_date, 'YYYY-MM-DD') as date, sum(records) as records, count(*) as traces,
  count(*) filter (where fails) as failing_traces
from (
  select run_date, trace_id, count(*) as records, bool_or(is_failing) as fails
  from runs
  where run_date between $1 and $2 and project = $3
  group by run_date, trace_id
) as traces
group by run_date
order by run_date`;

export async function dailyCounts(client: Client, {project, from, to}: Scope): Promise<DailyCount[]> {
  const {rows} =
    project === null
      ? await client.query<Row>(allProjectsSql, [from, to])
      : await client.query<Row>(oneProjectSql, [from, to, project]);
  return rows.map((row) => ({
    date: row.date as CalendarDate,
    records: Number(row.records),
    traces: Number(row.traces),
    failingTraces: Number(row.failing_traces),
  }));
}
