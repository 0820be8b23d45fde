import {ownName, sqlText} from '../../../sql-text.ts';
import type {Connection} from '../../driver.ts';

/** Renames the table. Indexes, triggers, and the views and keys of others follow: SQLite rewrites their texts. */
export async function setAside(connection: Connection, oldName: string): Promise<void> {
  await connection.execute(sqlText`alter table runs rename to ${ownName(oldName)}`.text);
}
