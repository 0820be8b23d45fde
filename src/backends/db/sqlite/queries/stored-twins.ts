import type {JsonValue} from '../../../../core/json/value.ts';
import type {StagedRecord, StoredTwin} from '../../../../core/record-store.ts';
import {joined, sqlText} from '../../sql-text.ts';
import {parseStored} from '../../stored-run.ts';
import type {Connection} from '../driver.ts';
import {stagedRow, stagedValues} from '../staged-values.ts';

interface Row {
  readonly run_id: string;
  readonly file_name: string | null;
  readonly extracted_at: string | null;
  readonly same: number;
  /** For a row whose document is fetched separately, else null. */
  readonly place: number | null;
}

/**
 * The rows with the keys of the staged records. Staged documents are canonical, so equal values are equal texts. An equal row has the time
 * of the staged record, so its document need not be read. A document of more than 1 MiB is read separately, once the staged records take no
 * memory of the statement any more.
 */
const sqlOf = (rows: readonly StagedRecord[]): string =>
  sqlText`
with
  staged (run_id, trace_id, data, raw, file_name, is_failing) as (
    values ${joined(rows.map(() => stagedRow))}
  ),
  twins as (
    select runs.rowid as place, runs.run_id, runs.file_name,
      runs.data = staged.data and runs.raw is staged.raw and runs.trace_id = staged.trace_id
        and runs.file_name is staged.file_name as same,
      octet_length(runs.data) > 1048576 as is_large
    from staged
    join runs on runs.project = ? and runs.run_date = ? and runs.run_id = staged.run_id
  )
select twins.run_id, twins.file_name, twins.same,
  iif(twins.is_large and not twins.same, twins.place, null) as place,
  iif(twins.is_large or twins.same, null, (select data -> '$.metadata.extracted_at' from runs where rowid = twins.place)) as extracted_at
from twins
order by twins.run_id`.text;

/** For as many records as one statement takes. The caller wrote the `fresh` ones. */
export async function storedTwins(
  connection: Connection,
  project: string,
  date: string,
  records: readonly StagedRecord[],
  {isUtf8, written}: {readonly isUtf8: boolean; readonly written: ReadonlySet<string>},
): Promise<StoredTwin[]> {
  const rows = await connection.all<Row>(sqlOf(records), [...stagedValues(records, isUtf8), project, date]);
  const twins: StoredTwin[] = [];
  for (const row of rows) {
    const {run_id: runId, place} = row;
    const extractedAt = place === null ? readTime(row.extracted_at) : await timeAt(connection, place);
    twins.push({runId, fileName: row.file_name, extractedAt, same: row.same === 1, fresh: written.has(runId)});
  }
  return twins;
}

function readTime(text: string | null): JsonValue | undefined {
  return text === null ? undefined : parseStored(text);
}

export const timeSql = `select data -> '$.metadata.extracted_at' as extracted_at from runs where rowid = ?`;

async function timeAt(connection: Connection, place: number): Promise<JsonValue | undefined> {
  const [row] = await connection.all<{extracted_at: string | null}>(timeSql, [place]);
  return readTime(row?.extracted_at ?? null);
}
