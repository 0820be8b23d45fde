import type {Connection} from '../driver.ts';

/** The version of the SQLite that answers, such as `3.52.0`. */
export async function libraryVersion(connection: Connection): Promise<string> {
  const [row] = await connection.all<{version: string}>('select sqlite_version() as version');
  return row?.version ?? '';
}
