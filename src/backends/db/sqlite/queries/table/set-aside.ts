import {ownName, sqlText} from '../../../sql-text.ts';
import type {Connection} from '../../driver.ts';

/** Gives the table another name. Indexes, triggers, and the views and keys of others go along: SQLite writes their texts anew. */
export async function setAside(connection: Connection, oldName: string): Promise<void> {
  await connection.execute(sqlText`alter table runs rename to ${ownName(oldName)}`.text);
}
