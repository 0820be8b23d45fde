import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {dropped, giveBack} from '../../../../core/large-memory.ts';
import type {RecordKey} from '../../../../core/source-snapshot.ts';
import {sqlText} from '../../sql-text.ts';
import type {SnapshotRow} from '../../stored-snapshot.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly run_id: string;
  readonly trace_id: string;
  readonly file_name: string | null;
  readonly data: string | Buffer;
  readonly raw: string | null;
  readonly is_failing: number;
  readonly brief: string | null;
  readonly symbol: string | null;
}

/**
 * Documents come as bytes: the driver gives these in a third of the time that it needs to decode a text. The bytes have the encoding of the
 * database, which need not be UTF-8 if another program made the file.
 */
const columns = sqlText`run_id, trace_id, file_name, raw, is_failing, symbol, brief,
  iif((select encoding from pragma_encoding) = 'UTF-8', cast(data as blob), data) as data`;

/** A page in the order of the primary key, from behind one run id up to another. */
export const ofDaySql = sqlText`
select ${columns}
from runs
where project = ? and run_date = ? and run_id > ? and run_id <= ?
order by run_id`.text;

/** The sizes of rows, from behind a run id on. A size stands at the beginning of a row, so no document is read further. */
export const sizesSql = `
select run_id, octet_length(data) + ifnull(octet_length(raw), 0) as bytes
from runs
where project = ? and run_date = ? and run_id > ?
order by run_id
limit ?`;

/**
 * Each page is one way through the thread pool and back; with single rows that took as long as all else in a verification. Larger pages are
 * no faster, and take more memory.
 */
const ROWS_A_PAGE = 32;
/**
 * A page has no more bytes than this, or a single row. The next page is fetched ahead only if both together have no
 * more.
 */
const BYTES_A_PAGE = 4_000_000;
/** So many sizes are read at once. */
const ROWS_A_PLAN = 1024;
/** Before every run id, since none is empty. */
const BEFORE_ALL = '';

export const byKeySql = sqlText`
select ${columns}
from runs
where project = ? and run_date = ? and run_id = ?
order by run_id`.text;

export async function* snapshotsOfDay(
  connection: Connection,
  project: string,
  date: CalendarDate,
): AsyncGenerator<SnapshotRow> {
  const fetched = (page: Page): Promise<Row[]> => {
    const rows = connection.all<Row>(ofDaySql, [project, date, page.behind, page.last]);
    // A failure is reported when the page's turn comes; until then it must not count as unhandled.
    rows.catch(() => {});
    return rows;
  };
  let next: {page: Page; rows: Promise<Row[]> | null} | null = null;
  for await (const page of pagesOf(connection, project, date)) {
    if (next !== null) {
      const isSmall: boolean = next.page.bytes + page.bytes <= BYTES_A_PAGE;
      const rows: Row[] = await (next.rows ?? fetched(next.page));
      const {bytes} = next.page;
      next = {page, rows: isSmall ? fetched(page) : null};
      yield* handedOver(rows, project, date);
      // In a page of many rows no row is large.
      if (bytes > BYTES_A_PAGE) dropped(bytes);
      giveBack();
    } else next = {page, rows: null};
  }
  if (next !== null) yield* handedOver(await (next.rows ?? fetched(next.page)), project, date);
}

/** Row by row. Once a row is given to the caller it is not kept here. */
function* handedOver(rows: Row[], project: string, date: CalendarDate): Generator<SnapshotRow> {
  rows.reverse();
  for (let row = rows.pop(); row !== undefined; row = rows.pop()) yield rowOf(row, project, date);
}

/** Rows that are fetched together: from behind one run id up to the last. */
interface Page {
  readonly behind: string;
  readonly last: string;
  readonly bytes: number;
}

/** Splits a day into pages by rows and by bytes. In between it reads the sizes of very many rows at once. */
async function* pagesOf(connection: Connection, project: string, date: CalendarDate): AsyncGenerator<Page> {
  let [behind, last] = [BEFORE_ALL, BEFORE_ALL];
  let [rows, bytes] = [0, 0];
  for (;;) {
    const sizes = await connection.all<{run_id: string; bytes: number}>(sizesSql, [project, date, last, ROWS_A_PLAN]);
    for (const row of sizes) {
      if (rows > 0 && (rows === ROWS_A_PAGE || bytes + row.bytes > BYTES_A_PAGE)) {
        yield {behind, last, bytes};
        behind = last;
        [rows, bytes] = [0, 0];
      }
      last = row.run_id;
      rows += 1;
      bytes += row.bytes;
    }
    if (sizes.length < ROWS_A_PLAN) break;
  }
  if (rows > 0) yield {behind, last, bytes};
}

export async function snapshotByKey(
  connection: Connection,
  {project, date, runId}: RecordKey,
): Promise<SnapshotRow | null> {
  const [row] = await connection.all<Row>(byKeySql, [project, date, runId]);
  dropped(row?.data.length ?? 0);
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
    brief: row.brief,
    symbol: row.symbol,
  };
}
