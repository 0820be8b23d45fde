import type {StoredTwin} from '../../../../core/record-store.ts';
import {parseStored} from '../../stored-run.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly run_id: string;
  readonly file_name: string | null;
  readonly extracted_at: string | null;
  readonly same: number;
  readonly fresh: number;
}

/** The rows that have the keys of what is staged. What is staged is canonical, so equal values are equal texts. */
export const sql = `
select runs.run_id, runs.file_name, runs.data -> '$.metadata.extracted_at' as extracted_at,
  runs.data = staged.data and runs.raw is staged.raw and runs.trace_id = staged.trace_id
    and runs.file_name is staged.file_name as same,
  runs.run_id in (select run_id from lse_written) as fresh
from lse_staging as staged
join runs on runs.project = ? and runs.run_date = ? and runs.run_id = staged.run_id
order by runs.run_id`;

export async function storedTwins(connection: Connection, project: string, date: string): Promise<StoredTwin[]> {
  const rows = await connection.all<Row>(sql, [project, date]);
  return rows.map((row) => ({
    runId: row.run_id,
    fileName: row.file_name,
    extractedAt: row.extracted_at === null ? undefined : parseStored(row.extracted_at),
    same: row.same === 1,
    fresh: row.fresh === 1,
  }));
}
