import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {DailyCount} from '../../../../core/reports/zenrows-errors.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {Connection} from '../driver.ts';
import {hasIndex} from './secondary-indexes.ts';

interface Row {
  readonly date: string;
  readonly records: number;
  readonly traces: number;
  readonly failing_traces: number;
}

/** Groups in the order of the index `runs_by_trace`, which holds every column read here; `data` is not touched. */
export const allProjectsSql = `
select run_date as date, sum(records) as records, count(*) as traces, count(*) filter (where fails) as failing_traces
from (
  select run_date, project, trace_id, count(*) as records, max(is_failing) as fails
  from runs
  where run_date between ? and ?
  group by run_date, project, trace_id
) as traces
group by run_date
order by run_date`;

export const oneProjectSql = `
select run_date as date, sum(records) as records, count(*) as traces, count(*) filter (where fails) as failing_traces
from (
  select run_date, trace_id, count(*) as records, max(is_failing) as fails
  from runs indexed by runs_by_trace
  where run_date between ? and ? and project = ?
  group by run_date, trace_id
) as traces
group by run_date
order by run_date`;

/**
 * By itself the planner uses the primary key and reads every document, so the query names the index. That is an error after `lse db indexes
 * drop`, as long as the index is missing.
 */
const withoutIndexSql = oneProjectSql.replace('indexed by runs_by_trace', '');

async function oneProject(connection: Connection): Promise<string> {
  return (await hasIndex(connection, 'runs_by_trace')) ? oneProjectSql : withoutIndexSql;
}

export async function dailyCounts(connection: Connection, {project, from, to}: Scope): Promise<DailyCount[]> {
  const rows =
    project === null
      ? await connection.all<Row>(allProjectsSql, [from, to])
      : await connection.all<Row>(await oneProject(connection), [from, to, project]);
  return rows.map((row) => ({
    date: row.date as CalendarDate,
    records: row.records,
    traces: row.traces,
    failingTraces: row.failing_traces,
  }));
}
