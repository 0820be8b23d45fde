import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {dropped} from '../../../../core/large-memory.ts';
import {printedPlaces} from '../../printed-places.ts';
import {joined, literal, type SqlText, sqlText} from '../../sql-text.ts';
import type {FactRow} from '../../stored-run.ts';
import type {Connection} from '../driver.ts';
import {runFails} from '../migrations/0005-success-in-any-case.ts';

interface Row {
  readonly project: string;
  readonly trace_id: string;
  readonly run_id: string;
  readonly symbol: string | null;
  readonly failing_runs: string | null;
  readonly raw: string | null;
  readonly place: number | null;
}

/** A member of a run with its name as JSON text behind a comma, or nothing if the run does not have it. */
const kept = (name: string, path: string): SqlText =>
  sqlText`coalesce(${literal(`,"${name}":`)} || (below.run -> ${literal(`$.${path}`)}), '')`;

const {members, objects} = printedPlaces();

/** Each begins with a member that nobody asks for, so that every other member may follow a comma. */
const keptRun = joined(
  [
    sqlText`'{"_":null'`,
    ...members.map((name) => kept(name, name)),
    ...objects.flatMap(({name, members: inner}) => [
      literal(`,"${name}":{"_":null`),
      ...inner.map((each) => kept(each, `${name}.${each}`)),
      sqlText`'}'`,
    ]),
    sqlText`'}'`,
  ],
  ' || ',
);

/**
 * The records of every failing trace that fail or have a symbol. The runs are stripped to what a report prints; members that a run does not
 * have are left out, since null and missing are not the same.
 *
 * For a document of more than 1 MiB the query gives only its place, and it is fetched separately when its turn comes: SQLite takes twenty
 * times its size of memory to walk through it, and sorts rows with all that is in them.
 */
const listed = sqlText`
select runs.project, runs.trace_id, runs.run_id, iif(octet_length(runs.data) > 1048576, null, runs.raw) as raw,
  iif(octet_length(runs.data) > 1048576, null, runs.symbol) as symbol,
  iif(octet_length(runs.data) > 1048576, runs.rowid, null) as place,
  case when octet_length(runs.data) <= 1048576 and runs.is_failing and runs.raw is null then (
    select '[' || group_concat(
      '{"own":' || iif(below.path = '', 'true', 'false') || ',"run":' || ${keptRun} || '}',
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
    where ${runFails(sqlText`below.run`)}
  ) end as failing_runs
from failing
join runs on runs.run_date = ? and runs.project = failing.project and runs.trace_id = failing.trace_id
where runs.is_failing or octet_length(runs.data) > 1048576 or runs.symbol is not null
order by runs.project, runs.trace_id, runs.run_id`;

export const allProjectsSql = sqlText`
with failing as materialized (select distinct project, trace_id from runs where run_date = ? and is_failing)
${listed}`.text;

export const oneProjectSql = sqlText`
with failing as materialized (
  select distinct project, trace_id from runs where run_date = ? and is_failing and project = ?
)
${listed}`.text;

export async function* failingFacts(
  connection: Connection,
  project: string | null,
  date: CalendarDate,
): AsyncGenerator<FactRow> {
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
      data: row.place === null ? null : await documentAt(connection, row.place),
    };
  }
}

/** The exact document. Bytes have the encoding of the database, which need not be UTF-8 if another program made the file. */
export const documentSql = `
select ifnull(raw, iif((select encoding from pragma_encoding) = 'UTF-8', cast(data as blob), data)) as document
from runs
where rowid = ?`;

async function documentAt(connection: Connection, place: number): Promise<string | Buffer | null> {
  const [row] = await connection.all<{document: string | Buffer}>(documentSql, [place]);
  dropped(row?.document.length ?? 0);
  return row?.document ?? null;
}
