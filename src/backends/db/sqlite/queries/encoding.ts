import type {Connection} from '../driver.ts';

/** Whether the database keeps its texts in UTF-8, which is so unless another program made the file otherwise. */
export async function isUtf8(connection: Connection): Promise<boolean> {
  const [row] = await connection.all<{encoding: string}>('select encoding from pragma_encoding');
  return row?.encoding === 'UTF-8';
}
