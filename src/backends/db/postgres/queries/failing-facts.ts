import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {dropped} from '../../../../core/large-memory.ts';
import {printedPlaces} from '../../printed-places.ts';
import {joined, literal, type SqlText, sqlText} from '../../sql-text.ts';
import type {FactRow} from '../../stored-run.ts';
import type {Client} from '../client.ts';
import {FACTS_A_PAGE, streamRows} from '../row-stream.ts';

interface Row {
  readonly project: string;
  readonly trace_id: string;
  readonly run_id: string;
  readonly symbol: string | null;
  readonly failing_runs: string | null;
  readonly raw: string | null;
  /** `t` for a row whose `raw` is fetched separately. */
  readonly is_large: string;
}

const {members: printedMembers, objects: printedObjects} = printedPlaces();

/** The members of these names, each by an expression of its own, since a distributed server takes no subquery over all of them. */
const keptMembers = (object: SqlText, names: readonly string[]): SqlText =>
  joined(
    names.map((name) => keptMember(object, literal(name))),
    ' || ',
  );

const keptMember = (object: SqlText, name: SqlText): SqlText =>
  sqlText`case when ${object} ? ${name} then jsonb_build_object(${name}, ${object} -> ${name}) else '{}' end`;

const keptObject = ({name, members}: {readonly name: string; readonly members: readonly string[]}): SqlText => {
  const object = sqlText`(below.run -> ${literal(name)})`;
  return sqlText`jsonb_build_object(${literal(name)}, case when jsonb_typeof(${object}) = 'object' then ${keptMembers(object, members)} end)`;
};

/**
 * The records of every failing trace that fail or have a symbol. The runs are stripped to what a report prints, so a page of 20 KB in
 * `inputs` or `outputs` is not sent. An exact document that is large on disk (`LARGE_ON_DISK`) is fetched separately when its turn comes:
 * only the number of rows limits a page.
 *
 * The `from` list gathers the runs of a document: a distributed server takes no such subquery in place of a column. The condition that
 * decides whether to walk through a document stands within it, so that the others stay on disk.
 */
const listed = (condition: SqlText): SqlText => sqlText`
select runs.project, runs.trace_id, runs.run_id, runs.symbol,
  case when pg_column_size(runs.raw) > 65536 then null else runs.raw end as raw,
  coalesce(pg_column_size(runs.raw) > 65536, false) as is_large,
  made.failing_runs
from failing
join runs on runs.run_date = $1 and runs.project = failing.project and runs.trace_id = failing.trace_id
cross join lateral (
  select jsonb_agg(
    jsonb_build_object(
      'own', below.path = '{}',
      'run', ${joined([keptMembers(sqlText`below.run`, printedMembers), ...printedObjects.map(keptObject)], ' || ')}
    )
    order by below.path
  ) as failing_runs
  from lse_runs_below(runs.data) as below
  where runs.is_failing and runs.raw is null and lse_run_fails(below.run)
) as made
where (runs.is_failing or runs.symbol is not null) ${condition}
order by runs.project collate "C", runs.trace_id collate "C", runs.run_id collate "C"`;

export const allProjectsSql = sqlText`
with failing as (select distinct project, trace_id from runs where run_date = $1 and is_failing)
${listed(sqlText``)}`;

/** Both conditions name the project, so that a distributed server sees that one node has all of it. */
export const oneProjectSql = sqlText`
with failing as (select distinct project, trace_id from runs where run_date = $1 and is_failing and project = $2)
${listed(sqlText`and runs.project = $2`)}`;

export async function* failingFacts(
  client: Client,
  project: string | null,
  date: CalendarDate,
): AsyncGenerator<FactRow> {
  const rows =
    project === null
      ? streamRows<Row>(client, allProjectsSql, [date], FACTS_A_PAGE)
      : streamRows<Row>(client, oneProjectSql, [date, project], FACTS_A_PAGE);
  for await (const row of rows) {
    yield {
      project: row.project,
      traceId: row.trace_id,
      runId: row.run_id,
      symbol: row.symbol,
      failingRuns: row.failing_runs,
      raw: row.is_large === 't' ? await rawOf(client, row, date) : row.raw,
      data: null,
    };
  }
}

export const rawSql = `
select raw
from runs
where project = $1 and run_date = $2 and run_id = $3
order by run_id collate "C"`;

async function rawOf(client: Client, {project, run_id}: Row, date: CalendarDate): Promise<string | null> {
  const {rows} = await client.query<Pick<Row, 'raw'>>(rawSql, [project, date, run_id]);
  const raw = rows.pop()?.raw ?? null;
  dropped((raw?.length ?? 0) * 2);
  return raw;
}
