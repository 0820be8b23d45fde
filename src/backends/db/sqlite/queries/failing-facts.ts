import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {TraceFactRow} from '../../fact-stream.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly project: string;
  readonly trace_id: string;
  readonly run_id: string;
  readonly symbol: string | null;
  readonly failing_runs: string | null;
  readonly raw: string | null;
}

/** A member of a run as JSON text, or SQL null where the run does not have it. */
const kept = (key: string): string => `(below.run -> '$.${key}')`;

/**
 * Of every failing trace the records that fail or have a symbol. The runs are stripped to what a report prints; members
 * that a run does not have are left out again by the patch, since null and missing are not the same.
 */
const listed = `
select runs.project, runs.trace_id, runs.run_id, runs.symbol, runs.raw,
  case when runs.is_failing and runs.raw is null then (
    select '[' || group_concat(
      '{"own":' || iif(below.path = '', 'true', 'false') || ',"run":{"name":' || ${kept('name')}
        || ',"status":' || ${kept('status')}
        || coalesce(',"id":' || ${kept('id')}, '')
        || coalesce(',"error":' || ${kept('error')}, '')
        || coalesce(',"start_time":' || ${kept('start_time')}, '')
        || ',"inputs":{"_":null'
        || coalesce(',"input":' || ${kept('inputs.input')}, '')
        || coalesce(',"url":' || ${kept('inputs.url')}, '')
        || coalesce(',"target_url":' || ${kept('inputs.target_url')}, '')
        || '}}}',
      ',' order by below.path
    ) || ']'
    from (
      with recursive below (path, run) as (
        select '', json_extract(runs.data, '$.trace')
        where json_type(runs.data, '$.trace') = 'object'
        union all
        select below.path || printf('%09d.', child.key), child.value
        from below
        join json_each(below.run, '$.child_runs') as child
        where json_type(below.run, '$.child_runs') = 'array' and child.type = 'object'
      )
      select path, run from below
    ) as below
    where json_type(below.run, '$.name') = 'text' and json_extract(below.run, '$.name') = 'zenrows_scraper'
      and json_type(below.run, '$.status') = 'text' and json_extract(below.run, '$.status') <> 'success'
  ) end as failing_runs
from failing
join runs on runs.run_date = ? and runs.project = failing.project and runs.trace_id = failing.trace_id
where runs.is_failing or runs.symbol is not null
order by runs.project, runs.trace_id, runs.run_id`;

export const allProjectsSql = `
with failing as materialized (select distinct project, trace_id from runs where run_date = ? and is_failing)
${listed}`;

export const oneProjectSql = `
with failing as materialized (
  select distinct project, trace_id from runs where run_date = ? and is_failing and project = ?
)
${listed}`;

export async function* failingFacts(
  connection: Connection,
  project: string | null,
  date: CalendarDate,
): AsyncGenerator<TraceFactRow> {
  const rows =
    project === null
      ? connection.stream<Row>(allProjectsSql, [date, date])
      : connection.stream<Row>(oneProjectSql, [date, project, date]);
  for await (const row of rows) {
    yield {
      project: row.project,
      traceId: row.trace_id,
      runId: row.run_id,
      symbol: row.symbol,
      failingRuns: row.failing_runs,
      raw: row.raw,
    };
  }
}
