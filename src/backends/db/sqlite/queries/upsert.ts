import type {StagedRecord} from '../../../../core/record-store.ts';
import {joined, sqlText} from '../../sql-text.ts';
import type {Connection} from '../driver.ts';
import {stagedValues} from '../staged-values.ts';

const row = sqlText`(1, ?, ?, ?, ?, cast(? as text), ?, ?, ?, ?, ?)`;

/** The caller has already decided which staged records win; here they replace whatever has their keys. */
const sqlOf = (rows: readonly StagedRecord[]): string =>
  sqlText`
insert into runs (loads, project, run_date, run_id, trace_id, data, raw, file_name, is_failing, symbol, brief)
values ${joined(rows.map(() => row))}
on conflict (project, run_date, run_id) do update set
  trace_id = excluded.trace_id,
  data = excluded.data,
  raw = excluded.raw,
  file_name = excluded.file_name,
  is_failing = excluded.is_failing,
  symbol = excluded.symbol,
  brief = excluded.brief,
  loads = runs.loads + 1`.text;

/** As many records as one statement takes. */
export async function upsert(
  connection: Connection,
  project: string,
  date: string,
  records: readonly StagedRecord[],
  isUtf8: boolean,
): Promise<void> {
  const values = records.flatMap((record) => {
    const {symbol, brief} = record;
    return [project, date, ...stagedValues([record], isUtf8), symbol, brief];
  });
  await connection.run(sqlOf(records), values);
}
