import {joined, sqlText} from '../../../sql-text.ts';
import type {ToldDocument} from '../../../table/adopted-document.ts';
import type {TableRecord} from '../../../table/table-records.ts';
import type {Connection} from '../../driver.ts';

export type AdoptedRecord = Pick<TableRecord, 'project' | 'date' | 'runId' | 'traceId'> & ToldDocument;

const row = sqlText`(1, ?, ?, ?, ?, cast(? as text), ?, ?, ?, ?)`;

/**
 * No row has any of the keys yet. It takes as many records as one statement may have. `isUtf8`: whether the database keeps texts in UTF-8,
 * and so reads bytes as UTF-8.
 */
export async function insertAdopted(
  connection: Connection,
  records: readonly AdoptedRecord[],
  isUtf8: boolean,
): Promise<void> {
  const sql = sqlText`
insert into runs (loads, project, run_date, run_id, trace_id, data, raw, is_failing, symbol, brief)
values ${joined(records.map(() => row))}`.text;
  const values = records.flatMap(({project, date, runId, traceId, data, raw, isFailing, symbol, brief}) => [
    project,
    date,
    runId,
    traceId,
    typeof data === 'string' || isUtf8 ? data : new TextDecoder().decode(data),
    raw,
    Number(isFailing),
    symbol,
    brief,
  ]);
  await connection.run(sql, values);
}
