import {LARGE_BYTES} from '../../../core/large-memory.ts';
import type {StagedRecord} from '../../../core/record-store.ts';
import {sqlText} from '../sql-text.ts';
import type {SqlValue} from './driver.ts';

/**
 * Rows of one statement: statements of several rows write ten times as fast as single ones, and with this number they stay far below every
 * limit.
 */
const ROWS_A_STATEMENT = 50;

/**
 * Splits records into groups for one statement each. A large record goes alone: SQLite writes the rows of several into a table of the
 * statement's own before it inserts any of them.
 */
export function* statements(records: readonly StagedRecord[]): Generator<readonly StagedRecord[]> {
  const isLarge = ({data}: StagedRecord): boolean => data.length >= LARGE_BYTES;
  for (const record of records) if (isLarge(record)) yield [record];
  const others = records.filter((record) => !isLarge(record));
  for (let start = 0; start < others.length; start += ROWS_A_STATEMENT) {
    yield others.slice(start, start + ROWS_A_STATEMENT);
  }
}

/** The row of a record among the values of a statement. SQLite turns bytes into text, since a string needs two more copies. */
export const stagedRow = sqlText`(?, ?, cast(? as text), ?, ?, ?)`;

/** What `stagedRow` takes. `isUtf8`: whether the database keeps texts in UTF-8, and so reads bytes as UTF-8. */
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
