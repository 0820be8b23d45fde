import type {CalendarDate} from '../../../../core/calendar-date.ts';
import {dropped, giveBack} from '../../../../core/large-memory.ts';
import type {StoredRecord} from '../../../../core/record-store.ts';
import type {Scope} from '../../../../core/scope.ts';
import {sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {DOCUMENTS_A_PAGE, LARGE_DOCUMENTS_A_PAGE, LARGE_ON_DISK, streamRows} from '../row-stream.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly run_id: string;
  readonly trace_id: string;
  readonly file_name: string | null;
  readonly document: string;
}

/**
 * In the order of the primary key. A null bound or project means: all of them. Either rows that are large on disk or all others, as $5
 * says.
 */
export const sql = sqlText`
select project, to_char(run_date, 'YYYY-MM-DD') as date, run_id, trace_id, file_name,
  coalesce(raw, data::text) as document
from runs
where ($1::date is null or run_date >= $1) and ($2::date is null or run_date <= $2)
  and ($3::text is null or project = $3)
  and (greatest(pg_column_size(data), pg_column_size(raw)) > $4::integer) = $5::boolean
order by project collate "C", run_date, run_id collate "C"`;

export async function* records(client: Client, scope: Scope | null): AsyncGenerator<StoredRecord> {
  const values = [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null, String(LARGE_ON_DISK)];
  for await (const row of streamRows<Row>(client, sql, [...values, 'false'], DOCUMENTS_A_PAGE)) yield recordOf(row);
  for await (const row of streamRows<Row>(client, sql, [...values, 'true'], LARGE_DOCUMENTS_A_PAGE)) {
    dropped(row.document.length * BYTES_A_CHARACTER);
    yield recordOf(row);
    giveBack();
  }
}

/** Received, and as a text. */
const BYTES_A_CHARACTER = 4;

function recordOf(row: Row): StoredRecord {
  return {
    project: row.project,
    date: row.date as CalendarDate,
    runId: row.run_id,
    traceId: row.trace_id,
    fileName: row.file_name,
    document: row.document,
  };
}
