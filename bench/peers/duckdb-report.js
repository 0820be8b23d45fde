/**
 * The counts of a tree by DuckDB: `node bench/peers/duckdb-report.js DATA_DIR DATE`. One process, one database in memory,
 * one query, by which snapshots, ids and nested runs count as they do for lse.
 *
 * It is the fastest of the forms that were tried. All members are extracted in one go, since each further call would read
 * the document again; only the small ones go on to the grouping, not the whole runs. `unstructured` takes any JSON, as
 * lse does; `newline_delimited` would be a tenth faster and refuse documents of several lines.
 */
const [dataDir, date] = process.argv.slice(2);
if (dataDir === undefined || date === undefined) throw new Error('Usage: duckdb-report.js DATA_DIR DATE');

export const sql = `
with recursive picked as (
  select filename, json_extract(json, [
    '$.trace.id', '$.metadata.run_id', '$.trace.trace_id', '$.metadata.extracted_at',
    '$.trace.name', '$.trace.status', '$.trace.child_runs'
  ]) as members
  from read_json_objects($1, format = 'unstructured', filename = true)
), snapshots as (
  select parse_path(filename)[-3] as project, filename,
    coalesce(members[1], members[2]) ->> '$' as run_id,
    coalesce(members[3], members[1], members[2]) ->> '$' as trace_id,
    members[4] ->> '$' as extracted_at,
    members[5] ->> '$' as name,
    members[6] ->> '$' as status,
    members[7] as children
  from picked
), records as materialized (
  select project, arg_max(
    {trace_id: trace_id, name: name, status: status, children: children}, (extracted_at, filename)) as newest
  from snapshots
  group by project, run_id
), runs (project, trace_id, name, status, children) as (
  select project, newest.trace_id, newest.name, newest.status, newest.children from records
  union all
  select project, trace_id, child ->> '$.name', child ->> '$.status', child -> '$.child_runs'
  from (
    select project, trace_id, unnest(from_json(children, '["JSON"]')) as child
    from runs
    where json_type(children) = 'ARRAY'
  )
)
select count(*) as traces, count(*) filter (fails) as failing
from (
  select project, trace_id, bool_or(name = 'zenrows_scraper' and lower(status) <> 'success') as fails
  from runs
  group by project, trace_id
)`;

// The name is not written out: the types are checked even if the peers are not installed.
const peer = '@duckdb/node-api';
const {DuckDBInstance} = await import(peer);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const reader = await connection.runAndReadAll(sql, [`${dataDir}/*/${date}/*.json`]);
const [[traces, failing]] = reader.getRows();
process.stdout.write(`${JSON.stringify({traces: Number(traces), failing: Number(failing)})}\n`);
