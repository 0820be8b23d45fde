import type {StagedRecord} from '../../../../core/record-store.ts';
import type {Connection} from '../driver.ts';
import {stagedRow, stagedValues} from '../staged-values.ts';

/** Which of the staged records win was decided before; here they take the place of whatever has their keys. */
const sqlOf = (rows: readonly StagedRecord[]): string => `
with staged (run_id, trace_id, data, raw, file_name, is_failing) as (
  values ${rows.map(() => stagedRow).join(', ')}
)
insert into runs (project, run_date, run_id, trace_id, data, raw, file_name, is_failing, loads)
select ?, ?, run_id, trace_id, data, raw, file_name, is_failing, 1
from staged
where true
on conflict (project, run_date, run_id) do update set
  trace_id = excluded.trace_id,
  data = excluded.data,
  raw = excluded.raw,
  file_name = excluded.file_name,
  is_failing = excluded.is_failing,
  loads = runs.loads + 1`;

/** As many records as one statement takes. */
export async function upsert(
  connection: Connection,
  project: string,
  date: string,
  records: readonly StagedRecord[],
  isUtf8: boolean,
): Promise<void> {
  await connection.run(sqlOf(records), [...stagedValues(records, isUtf8), project, date]);
}
