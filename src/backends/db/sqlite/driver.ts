import {onInterrupt} from '../../../core/interruption.ts';
import {chosenDriver} from './drivers/chosen-driver.ts';
import type {Connection, OpenMode, SqliteDriver} from './drivers/driver.ts';

export type {Connection, OpenMode, SqlValue} from './drivers/driver.ts';

/**
 * Runs `work` on a connection of its own and closes it afterwards, whatever happened. An interruption ends the statement that is
 * under way, and waits until what that undoes is undone. So does `signal`, after which no other statement is begun.
 *
 * @throws SourceError where no driver loads
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
