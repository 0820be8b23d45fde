import type {Connection} from '../driver.ts';

/** The name is one of ours. No parameter can stand for a name, hence the insertion. */
export async function dropTrigger(connection: Connection, name: string): Promise<void> {
  await connection.execute(`drop trigger ${name}`);
}

/** Has the triggers look at every row again; they write where the stored answer is wrong. */
export async function recount(connection: Connection): Promise<void> {
  await connection.execute('update runs set is_failing = is_failing');
}

export async function forgetLoadedDays(connection: Connection): Promise<void> {
  await connection.execute('delete from lse_loaded_days');
}
