import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {StoreStatus} from '../../../../core/record-store.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly records: string;
  readonly traces: string;
  readonly projects: string;
  readonly first_date: string | null;
  readonly last_date: string | null;
}

/** A trace belongs to one project and date, so equal ids elsewhere are other traces. */
export const sql = `
select coalesce(sum(records), 0) as records, count(*) as traces, count(distinct project) as projects,
  to_char(min(run_date), 'YYYY-MM-DD') as first_date, to_char(max(run_date), 'YYYY-MM-DD') as last_date
from (
  select run_date, project, trace_id, count(*) as records
  from runs
  group by run_date, project, trace_id
) as traces`;

export async function storeStatus(
  client: Client,
): Promise<Omit<StoreStatus, 'schemaVersion' | 'bytes' | 'missingIndexes'>> {
  const {rows} = await client.query<Row>(sql);
  const row = rows[0] as Row;
  return {
    records: Number(row.records),
    traces: Number(row.traces),
    projects: Number(row.projects),
    firstDate: row.first_date as CalendarDate | null,
    lastDate: row.last_date as CalendarDate | null,
  };
}
