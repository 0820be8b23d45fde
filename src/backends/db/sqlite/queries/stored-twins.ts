import type {StagedRecord, StoredTwin} from '../../../../core/record-store.ts';
import {parseStored} from '../../stored-run.ts';
import type {Connection} from '../driver.ts';
import {stagedRow, stagedValues} from '../staged-values.ts';

interface Row {
  readonly run_id: string;
  readonly file_name: string | null;
  readonly extracted_at: string | null;
  readonly same: number;
}

/**
 * The rows that have the keys of what is staged. What is staged is canonical, so equal values are equal texts. A row that is the
 * same has the time of the staged record, and need not be read for it.
 */
const sqlOf = (rows: readonly StagedRecord[]): string => `
with
  staged (run_id, trace_id, data, raw, file_name, is_failing) as (
    values ${rows.map(() => stagedRow).join(', ')}
  ),
  twins as (
    select runs.rowid as place, runs.run_id, runs.file_name,
      runs.data = staged.data and runs.raw is staged.raw and runs.trace_id = staged.trace_id
        and runs.file_name is staged.file_name as same
    from staged
    join runs on runs.project = ? and runs.run_date = ? and runs.run_id = staged.run_id
  )
select twins.run_id, twins.file_name, twins.same,
  iif(twins.same, null, (select data -> '$.metadata.extracted_at' from runs where rowid = twins.place)) as extracted_at
from twins
order by twins.run_id`;

/** Of as many records as one statement takes. The `fresh` ones are those that the caller wrote. */
export async function storedTwins(
  connection: Connection,
  project: string,
  date: string,
  records: readonly StagedRecord[],
  {isUtf8, written}: {readonly isUtf8: boolean; readonly written: ReadonlySet<string>},
): Promise<StoredTwin[]> {
  const rows = await connection.all<Row>(sqlOf(records), [...stagedValues(records, isUtf8), project, date]);
  return rows.map((row) => ({
    runId: row.run_id,
    fileName: row.file_name,
    extractedAt: row.extracted_at === null ? undefined : parseStored(row.extracted_at),
    same: row.same === 1,
    fresh: written.has(row.run_id),
  }));
}
