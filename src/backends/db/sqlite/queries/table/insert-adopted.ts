import type {Brief} from '../../../../../core/fields/brief.ts';
import {joined, sqlText} from '../../../sql-text.ts';
import type {AdoptedDocument} from '../../../table/adopted-document.ts';
import type {TableRecord} from '../../../table/table-records.ts';
import type {Connection} from '../../driver.ts';

/** With what SQLite is told of a document in the place of looking into it. */
export interface AdoptedRecord
  extends Pick<TableRecord, 'project' | 'date' | 'runId' | 'traceId'>,
    Pick<AdoptedDocument, 'raw'> {
  readonly data: string;
  readonly isFailing: boolean;
  readonly symbol: string | null;
  readonly brief: Brief | null;
}

const row = sqlText`(1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** No row has any of the keys yet. As many records as one statement takes. */
export async function insertAdopted(connection: Connection, records: readonly AdoptedRecord[]): Promise<void> {
  const sql = sqlText`
insert into runs (loads, project, run_date, run_id, trace_id, data, raw, is_failing, symbol, brief)
values ${joined(records.map(() => row))}`.text;
  const values = records.flatMap(({project, date, runId, traceId, data, raw, isFailing, symbol, brief}) => [
    project,
    date,
    runId,
    traceId,
    data,
    raw,
    Number(isFailing),
    symbol,
    brief,
  ]);
  await connection.run(sql, values);
}
