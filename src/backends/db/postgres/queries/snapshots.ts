import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {dropped, giveBack, LARGE_BYTES} from '../../../../core/large-memory.ts';
import type {RecordKey} from '../../../../core/source-snapshot.ts';
import {type SqlText, sqlText} from '../../sql-text.ts';
import type {SnapshotRow} from '../../stored-snapshot.ts';
import type {Client} from '../client.ts';
import {DOCUMENTS_A_PAGE, LARGE_DOCUMENTS_A_PAGE, LARGE_ON_DISK, streamRows} from '../row-stream.ts';

interface Row {
  readonly run_id: string;
  readonly trace_id: string;
  readonly file_name: string | null;
  data: string;
  readonly raw: string | null;
  readonly is_failing: string;
  readonly brief: string | null;
  readonly symbol: string | null;
}

const columns = sqlText`run_id, trace_id, file_name, data::text as data, raw, is_failing, symbol,
  case when raw is null then brief end as brief`;

/**
 * In the order of the primary key. Either rows that are large on disk or all others, as $4 says: the size stands in the row, beside its
 * document.
 */
export const unlimitedOfDaySql = sqlText`
select ${columns}
from runs
where project = $1 and run_date = $2
  and (greatest(pg_column_size(data), pg_column_size(raw)) > $3::integer) = $4::boolean
order by run_id collate "C"`;

/**
 * The same by the primary key. The planner knows the size of the rows without their documents, and would go by `runs_by_trace` and sort a
 * day of documents. A limit that it cannot know in advance makes it prefer a plan that returns the first rows soon. No cluster takes such a
 * limit over several shards.
 */
export const ofDaySql = sqlText`
${unlimitedOfDaySql}
limit (select 9223372036854775807)`;

/** The same for the rows with these run ids. */
export const ofRunsSql = sqlText`
select ${columns}
from runs
where project = $1 and run_date = $2 and run_id = any ($5::text[])
  and (greatest(pg_column_size(data), pg_column_size(raw)) > $3::integer) = $4::boolean
order by run_id collate "C"`;

export const byKeySql = sqlText`
select ${columns}
from runs
where project = $1 and run_date = $2 and run_id = $3
order by run_id collate "C"`.text;

/** With `runIds` only those rows of the day, by `ofRunsSql`. */
export async function* snapshotsOfDay(
  client: Client,
  project: string,
  date: CalendarDate,
  query: SqlText,
  runIds: readonly string[] | null = null,
): AsyncGenerator<SnapshotRow> {
  const rows = (isLarge: boolean, rowsAPage: number): AsyncGenerator<Row> => {
    const values = [project, date, String(LARGE_ON_DISK), String(isLarge), ...(runIds === null ? [] : [runIds])];
    return streamRows<Row>(client, query, values, rowsAPage);
  };
  for await (const row of rows(false, DOCUMENTS_A_PAGE)) yield rowOf(row, project, date);
  for await (const row of rows(true, LARGE_DOCUMENTS_A_PAGE)) {
    const data = takeBytes(row);
    giveBack();
    yield {...rowOf(row, project, date), data};
    giveBack();
  }
}

/**
 * Text outside of ASCII takes twice its size, and each use of it another copy in UTF-8. So the row drops it here: a loop keeps its row
 * until the next one has arrived.
 */
function takeBytes(row: Row): Buffer {
  const {length} = row.data;
  // The memory in which it was received, in pieces that grew.
  dropped(length * 2);
  giveBack();
  const data = Buffer.from(row.data);
  row.data = '';
  dropped(length * 2);
  return data;
}

export async function snapshotByKey(client: Client, {project, date, runId}: RecordKey): Promise<SnapshotRow | null> {
  const {rows} = await client.query<Row>(byKeySql, [project, date, runId]);
  const row = rows[0];
  if (row === undefined) return null;
  if (row.data.length < LARGE_BYTES) return rowOf(row, project, date);
  const data = takeBytes(row);
  return {...rowOf(row, project, date), data};
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
    isFailing: row.is_failing === 't',
    brief: row.brief,
    symbol: row.symbol,
  };
}
