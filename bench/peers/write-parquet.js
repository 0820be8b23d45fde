/**
 * Runs as a bulk export has them, out of JSON lines: `node bench/peers/write-parquet.js LINES FILE`. What is an object or a list in a run is a
 * text that holds JSON, ids are UUIDs, and times have nanoseconds and no zone. Row groups are as small as DuckDB makes them, since
 * it writes a page for each column of one.
 */
const [lines, file] = process.argv.slice(2);
if (lines === undefined || file === undefined) throw new Error('Usage: write-parquet.js LINES FILE');

const text = (/** @type {string} */ path) => `'${path.replaceAll("'", "''")}'`;

/** Some runs have milliseconds since 1970. @param {string} column */
const moment = (column) =>
  `coalesce(try_cast(${column} as timestamp_ns), make_timestamp_ns(try_cast(${column} as bigint) * 1000000)) as ${column}`;

const sql = `
copy (
  select id, trace_id, parent_run_id, name, run_type, status, error, ${moment('start_time')}, ${moment('end_time')}, inputs::varchar as inputs, outputs::varchar as outputs, extra::varchar as extra
  from read_json(${text(lines)}, format = 'newline_delimited', columns = {
    id: 'uuid', trace_id: 'uuid', parent_run_id: 'uuid', name: 'varchar', run_type: 'varchar', status: 'varchar', error: 'varchar',
    start_time: 'varchar', end_time: 'varchar', inputs: 'json', outputs: 'json', extra: 'json'
  })
) to ${text(file)} (format parquet, compression zstd, row_group_size 2048)`;

// The name is not written out: the types are checked even if the peers are not installed.
const peer = '@duckdb/node-api';
const {DuckDBInstance} = await import(peer);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(sql);
