import type {StagedRecord, StoredTwin} from '../../../../core/record-store.ts';
import {sqlText} from '../../sql-text.ts';
import {parseStored} from '../../stored-run.ts';
import type {Client} from '../client.ts';
import {stagedValues} from '../staged-values.ts';
import {dayOfKeys} from './keys-of-day.ts';

interface Row {
  readonly run_id: string;
  readonly file_name: string | null;
  readonly extracted_at: string | null;
  readonly same: string;
}

/** The rows that have the keys of what is staged. */
export const sql = sqlText`
select runs.run_id, runs.file_name, (runs.data #> '{metadata,extracted_at}')::text as extracted_at,
  runs.data = staged.data and runs.raw is not distinct from staged.raw and runs.trace_id = staged.trace_id
    and runs.file_name is not distinct from staged.file_name as same
from unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[])
  as staged (run_id, trace_id, file_name, data, raw)
join runs on ${dayOfKeys} and runs.run_id = staged.run_id
order by runs.run_id collate "C"`.text;

/** Those of `written` are fresh: the run ids of what the caller wrote in this transaction. */
export async function storedTwins(
  client: Client,
  project: string,
  date: string,
  records: readonly StagedRecord[],
  written: ReadonlySet<string>,
): Promise<StoredTwin[]> {
  const {rows} = await client.query<Row>(sql, [project, date, ...stagedValues(records)]);
  return rows.map((row) => ({
    runId: row.run_id,
    fileName: row.file_name,
    extractedAt: row.extracted_at === null ? undefined : parseStored(row.extracted_at),
    same: row.same === 't',
    fresh: written.has(row.run_id),
  }));
}
