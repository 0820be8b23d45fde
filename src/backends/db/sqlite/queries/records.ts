import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {StoredRecord} from '../../../../core/record-store.ts';
import type {Scope} from '../../../../core/scope.ts';
import type {Connection} from '../driver.ts';

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
select project, run_date as date, run_id, trace_id, file_name, coalesce(raw, data) as document
from runs
where (?1 is null or run_date >= ?1) and (?2 is null or run_date <= ?2) and (?3 is null or project = ?3)
order by project, run_date, run_id`;

export async function* records(connection: Connection, scope: Scope | null): AsyncGenerator<StoredRecord> {
  const values = [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null];
  for await (const row of connection.stream<Row>(sql, values)) {
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
