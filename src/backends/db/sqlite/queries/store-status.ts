import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {StoreStatus} from '../../../../core/record-store.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly records: number;
  readonly traces: number;
  readonly projects: number;
  readonly first_date: string | null;
  readonly last_date: string | null;
  readonly bytes: number;
}

/** A trace belongs to one project and date, so equal ids elsewhere are other traces. */
export const sql = `
select coalesce(sum(records), 0) as records, count(*) as traces, count(distinct project) as projects,
  min(run_date) as first_date, max(run_date) as last_date,
  (select page_count * page_size from pragma_page_count, pragma_page_size) as bytes
from (
  select run_date, project, trace_id, count(*) as records
  from runs
  group by run_date, project, trace_id
) as traces`;

export async function storeStatus(
  connection: Connection,
): Promise<Omit<StoreStatus, 'schemaVersion' | 'missingIndexes'>> {
  const [row] = (await connection.all<Row>(sql)) as [Row];
  return {
    records: row.records,
    traces: row.traces,
    projects: row.projects,
    firstDate: row.first_date as CalendarDate | null,
    lastDate: row.last_date as CalendarDate | null,
    bytes: row.bytes,
  };
}
