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

/** A page in the order of the primary key, from behind a run id on. */
export const ofDaySql = `
select ${columns}
from runs
where project = ? and run_date = ? and run_id > ?
order by run_id
limit ?`;

/**
 * Each page is one way through the thread pool and back; by single rows that took as long as all else of a verification. Larger
 * pages are no faster, and hold more.
 */
const ROWS_A_PAGE = 32;
/** Before every run id, none of which is empty. */
const BEFORE_ALL = '';

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
  const pageBehind = (runId: string): Promise<Row[]> => {
    const page = connection.all<Row>(ofDaySql, [project, date, runId, ROWS_A_PAGE]);
    // A failure is met where the page's turn comes; until then it must not count as unhandled.
    page.catch(() => {});
    return page;
  };
  let next = pageBehind(BEFORE_ALL);
  for (let rows = await next; rows.length > 0; rows = await next) {
    next = pageBehind(rows.at(-1)?.run_id ?? BEFORE_ALL);
    for (const row of rows) yield rowOf(row, project, date);
  }
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
