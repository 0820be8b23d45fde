import type {StagedRecord} from '../../../core/record-store.ts';
import type {SqlValue} from './driver.ts';

/** Rows of one statement: multi-row ones write ten times as fast as awaited single ones, and stay far below any limit so. */
const ROWS_A_STATEMENT = 50;

/** As many records as one statement takes, again and again. */
export function* statements(records: readonly StagedRecord[]): Generator<readonly StagedRecord[]> {
  for (let start = 0; start < records.length; start += ROWS_A_STATEMENT) {
    yield records.slice(start, start + ROWS_A_STATEMENT);
  }
}

/** The row of a record among the values of a statement. Bytes are made text by SQLite, as a string needs two more copies. */
export const stagedRow = '(?, ?, cast(? as text), ?, ?, ?)';

/** What `stagedRow` takes; `isUtf8`: whether that is how the database keeps its texts, and so how it takes bytes for one. */
export function stagedValues(records: readonly StagedRecord[], isUtf8: boolean): SqlValue[] {
  return records.flatMap(({runId, traceId, data, raw, fileName, isFailing}) => [
    runId,
    traceId,
    typeof data === 'string' || isUtf8 ? data : new TextDecoder().decode(data),
    raw,
    fileName,
    Number(isFailing),
  ]);
}
