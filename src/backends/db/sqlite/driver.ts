import {onInterrupt} from '../../../core/interruption.ts';
import {chosenDriver} from './drivers/chosen-driver.ts';
import type {SqliteDriver} from './drivers/driver.ts';

/** Bytes are a blob. */
export type SqlValue = string | number | Uint8Array | null;

/** All that the SQLite backend asks of a driver, so that another one is one more file in `drivers`. */
export interface Connection {
  /** Runs statements without parameters. */
  execute(sql: string): Promise<void>;
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
  all<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Steps through the rows. Beside those that were asked for few are held that are small, and none that is large. */
  stream<Row>(sql: string, values?: readonly SqlValue[]): AsyncGenerator<Row>;
}

export type OpenMode = 'read' | 'write' | 'create';

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
