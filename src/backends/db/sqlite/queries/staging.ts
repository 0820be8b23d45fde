import type {StagedRecord} from '../../../../core/record-store.ts';
import type {Connection} from '../driver.ts';

/** Multi-row inserts write ten times as fast as awaited single ones; 50 rows of 5 values stay far below any limit. */
const ROWS_A_STATEMENT = 50;

/** Tables of the connection's own: what is staged, and which records this load has written for the date at hand. */
export async function createStaging(connection: Connection): Promise<void> {
  await connection.execute(`
    create temporary table if not exists lse_staging (
      run_id text primary key,
      trace_id text not null,
      file_name text not null,
      data text not null,
      raw text
    ) strict;
    create temporary table if not exists lse_written (run_id text primary key) strict;
    delete from lse_staging;
    delete from lse_written`);
}

/** Replaces what is staged by a batch of records. */
export async function insertIntoStaging(connection: Connection, records: readonly StagedRecord[]): Promise<void> {
  await connection.execute('delete from lse_staging');
  for (let start = 0; start < records.length; start += ROWS_A_STATEMENT) {
    const rows = records.slice(start, start + ROWS_A_STATEMENT);
    await connection.run(
      `insert into lse_staging (run_id, trace_id, file_name, data, raw)
       values ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
      rows.flatMap(({runId, traceId, fileName, data, raw}) => [runId, traceId, fileName, textOf(data), raw]),
    );
  }
}

/** Bytes would become a blob, which is no JSON to SQLite. */
function textOf(data: StagedRecord['data']): string {
  return typeof data === 'string' ? data : new TextDecoder().decode(data);
}
