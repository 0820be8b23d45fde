import {sqlText} from '../../sql-text.ts';
import type {Connection} from '../driver.ts';
import {WRITING_TURN} from '../migrations/0005-success-in-any-case.ts';
import {BRIEF_TURN} from '../migrations/0006-brief.ts';

export const beginSql = sqlText`insert or ignore into lse_writing (turn) values (${WRITING_TURN}), (${BRIEF_TURN})`
  .text;
export const endSql = 'delete from lse_writing';

/**
 * Runs `work`, in a transaction, as lse itself. If it writes a row with a greater `loads` than before, the database takes `is_failing`,
 * `symbol` and `brief` as they are and reads no document. No other program sees the row in `lse_writing` that allows this, and none writes
 * meanwhile.
 */
export async function asWriter<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.run(beginSql, []);
  try {
    return await work();
  } finally {
    await connection.run(endSql, []);
  }
}
