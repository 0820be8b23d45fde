import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {RecordKey} from '../../../../core/source-snapshot.ts';
import type {SnapshotRow} from '../../stored-snapshot.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly run_id: string;
  readonly trace_id: string;
  readonly file_name: string | null;
  readonly data: string | Buffer;
  readonly raw: string | null;
  readonly is_failing: number;
  readonly symbol: string | null;
}

/**
 * Documents come as their bytes, which the driver hands over in a third of the time that it decodes a text in. Bytes are those of
 * the database's encoding, which is another one where another program made the file so.
 */
const columns = `run_id, trace_id, file_name, raw, is_failing, symbol,
  iif((select encoding from pragma_encoding) = 'UTF-8', cast(data as blob), data) as data`;

/** In the order of the primary key. */
export const ofDaySql = `
select ${columns}
from runs
where project = ? and run_date = ?
order by run_id`;

export const byKeySql = `
select ${columns}
from runs
where project = ? and run_date = ? and run_id = ?
order by run_id`;

export async function* snapshotsOfDay(
  connection: Connection,
  project: string,
  date: CalendarDate,
): AsyncGenerator<SnapshotRow> {
  for await (const row of connection.stream<Row>(ofDaySql, [project, date])) yield rowOf(row, project, date);
}

export async function snapshotByKey(
  connection: Connection,
  {project, date, runId}: RecordKey,
): Promise<SnapshotRow | null> {
  const [row] = await connection.all<Row>(byKeySql, [project, date, runId]);
  return row === undefined ? null : rowOf(row, project, date);
}

function rowOf(row: Row, project: string, date: CalendarDate): SnapshotRow {
  return {
    project,
    date,
    runId: row.run_id,
    traceId: row.trace_id,
    fileName: row.file_name,
    data: row.data,
    raw: row.raw,
    isFailing: row.is_failing === 1,
    symbol: row.symbol,
  };
}
