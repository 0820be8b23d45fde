import {ownName, sqlText} from '../../sql-text.ts';
import type {Connection} from '../driver.ts';

export async function dropTrigger(connection: Connection, name: string): Promise<void> {
  await connection.execute(sqlText`drop trigger ${ownName(name)}`.text);
}

/** Makes the triggers check every row again; they write if the stored answer is wrong. */
export async function recount(connection: Connection): Promise<void> {
  await connection.execute('update runs set is_failing = is_failing');
}

export async function forgetLoadedDays(connection: Connection): Promise<void> {
  await connection.execute('delete from lse_loaded_days');
}
