/**
 * The report `errors-by-step` of a tree by DuckDB: `node bench/peers/duckdb-errors-by-step.js DATA_DIR DATE`. One process, one database
 * in memory, one query, by which snapshots, ids and nested runs count as they do for lse. It prints a line of CSV for each row.
 */
const [dataDir, date] = process.argv.slice(2);
if (dataDir === undefined || date === undefined) throw new Error('Usage: duckdb-errors-by-step.js DATA_DIR DATE');

export const sql = `
with recursive picked as (
  select filename, json_extract(json, [
    '$.trace.id', '$.metadata.run_id', '$.trace.trace_id', '$.metadata.extracted_at',
    '$.trace.name', '$.trace.status', '$.trace.start_time', '$.trace.child_runs'
  ]) as members
  from read_json_objects($1, format = 'unstructured', filename = true)
), snapshots as (
  select parse_path(filename)[-3] as project, filename,
    coalesce(members[1], members[2]) ->> '$' as run_id,
    coalesce(members[3], members[1], members[2]) ->> '$' as trace_id,
    members[4] ->> '$' as extracted_at,
    members[5] ->> '$' as name,
    members[6] ->> '$' as status,
    members[7] ->> '$' as start,
    members[8] as children
  from picked
), records as materialized (
  select project, run_id, arg_max(
    {trace_id: trace_id, name: name, status: status, start: start, children: children}, (extracted_at, filename)) as newest
  from snapshots
  group by project, run_id
), runs (project, record_id, trace_id, depth, id, name, status, start, children) as (
  select project, run_id, newest.trace_id, 0, run_id, newest.name, newest.status, newest.start, newest.children from records
  union all
  select project, record_id, trace_id, depth + 1, child ->> '$.id', child ->> '$.name', child ->> '$.status',
    child ->> '$.start_time', child -> '$.child_runs'
  from (
    select project, record_id, trace_id, depth, unnest(from_json(children, '["JSON"]')) as child
    from runs
    where json_type(children) = 'ARRAY'
  )
), listed as (
  select project, trace_id, id, first({name: name, status: lower(status), start: start} order by depth > 0, record_id) as run
  from runs
  group by project, trace_id, id
)
select run.name as step,
  strftime(coalesce(
    try_cast(run.start as timestamptz), epoch_ms(try_cast(run.start as bigint)) at time zone 'UTC'
  ) at time zone 'UTC', '%Y-%m-%d %H:00') as hour,
  count(*) as runs, count(*) filter (run.status <> 'success') as failed
from listed
where run.status <> 'pending'
group by step, hour
order by step, hour`;

// The name is not written out: the types are checked even if the peers are not installed.
const peer = '@duckdb/node-api';
const {DuckDBInstance} = await import(peer);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`set timezone = 'UTC'`);
const reader = await connection.runAndReadAll(sql, [`${dataDir}/*/${date}/*.json`]);
const rows = /** @type {unknown[][]} */ (reader.getRows());
process.stdout.write(
  rows.map(([step, hour, runs, failed]) => `${step},${hour ?? 'Unknown'},${runs},${failed}\n`).join(''),
);
