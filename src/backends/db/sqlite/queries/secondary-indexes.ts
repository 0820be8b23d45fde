import type {Connection} from '../driver.ts';

/** The named index of the table, if it has it. */
export const sql = `select name from sqlite_schema where type = 'index' and tbl_name = 'runs' and name = ? order by name`;

export async function hasIndex(connection: Connection, name: string): Promise<boolean> {
  return (await connection.all(sql, [name])).length > 0;
}
