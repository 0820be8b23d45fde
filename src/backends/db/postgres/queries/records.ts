import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {StoredRecord} from '../../../../core/record-store.ts';
import type {Scope} from '../../../../core/report-source.ts';
import type {Client} from '../client.ts';
import {DOCUMENTS_A_PAGE, streamRows} from '../row-stream.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly run_id: string;
  readonly trace_id: string;
  readonly file_name: string | null;
  readonly document: string;
}

/** In the order of the primary key. A null bound or project means: all of them. */
export const sql = `
select project, to_char(run_date, 'YYYY-MM-DD') as date, run_id, trace_id, file_name,
  coalesce(raw, data::text) as document
from runs
where ($1::date is null or run_date >= $1) and ($2::date is null or run_date <= $2)
  and ($3::text is null or project = $3)
order by project collate "C", run_date, run_id collate "C"`;

export async function* records(client: Client, scope: Scope | null): AsyncGenerator<StoredRecord> {
  const values = [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null];
  for await (const row of streamRows<Row>(client, sql, values, DOCUMENTS_A_PAGE)) {
    yield {
      project: row.project,
      date: row.date as CalendarDate,
      runId: row.run_id,
      traceId: row.trace_id,
      fileName: row.file_name,
      document: row.document,
    };
  }
}
