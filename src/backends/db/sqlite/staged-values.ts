import {LARGE_BYTES} from '../../../core/large-memory.ts';
import type {StagedRecord} from '../../../core/record-store.ts';
import {sqlText} from '../sql-text.ts';
import type {SqlValue} from './driver.ts';

/** Rows of one statement: multi-row ones write ten times as fast as awaited single ones, and stay far below any limit so. */
const ROWS_A_STATEMENT = 50;

/**
 * As many records as one statement takes, again and again. A large one goes alone: the rows of several are written into a table
 * of the statement's own before any of them is inserted.
 */
export function* statements(records: readonly StagedRecord[]): Generator<readonly StagedRecord[]> {
  const isLarge = ({data}: StagedRecord): boolean => data.length >= LARGE_BYTES;
  for (const record of records) if (isLarge(record)) yield [record];
  const others = records.filter((record) => !isLarge(record));
  for (let start = 0; start < others.length; start += ROWS_A_STATEMENT) {
    yield others.slice(start, start + ROWS_A_STATEMENT);
  }
}

/** The row of a record among the values of a statement. Bytes are made text by SQLite, as a string needs two more copies. */
export const stagedRow = sqlText`(?, ?, cast(? as text), ?, ?, ?)`;

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
