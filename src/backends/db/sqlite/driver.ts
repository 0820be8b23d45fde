import {onInterrupt} from '../../../core/interruption.ts';
import {chosenDriver} from './drivers/chosen-driver.ts';
import type {Connection, OpenMode, SqliteDriver} from './drivers/driver.ts';

export type {Connection, OpenMode, SqlValue} from './drivers/driver.ts';

/**
 * Runs `work` on a connection of its own and always closes it afterwards. An interruption ends the running statement, and waits until its
 * changes are undone. So does `signal`; after it no other statement starts.
 *
 * @throws SourceError if no driver loads
 */
export async function withConnection<T>(
  path: string,
  mode: OpenMode,
  work: (connection: Connection) => Promise<T>,
  signal?: AbortSignal,
  driver?: SqliteDriver,
): Promise<T> {
  const {open} = driver ?? (await chosenDriver()).driver;
  const database = await open(path, mode, signal);
  let closed = (): void => {};
  const closing = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const takeBack = onInterrupt(() => {
    database.interrupt();
    return closing;
  });
  const stop = (): void => database.interrupt();
  signal?.addEventListener('abort', stop, {once: true});
  try {
    return await work(database);
  } finally {
    signal?.removeEventListener('abort', stop);
    await database.close();
    closed();
    takeBack();
  }
}
