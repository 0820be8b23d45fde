import {withDatabase, withTransaction} from '../../../../backends/db/sqlite/connection.ts';
import type {Connection, OpenMode} from '../../../../backends/db/sqlite/driver.ts';
import {noteVersion} from '../../queries/note-version.ts';
import {BUSY_MILLISECONDS, type LedgerStore, type Session, type StoredValue} from '../ledger-store.ts';
import {missingMigrations} from '../migration.ts';
import {Turns} from '../turns.ts';
import {sql as appendSql} from './append-entry.ts';
import {sql as entriesSql} from './entries.ts';
import {ledgerVersion} from './ledger-version.ts';
import {migrations} from './migrations.ts';
import {asSqliteLedgerError} from './sqlite-error.ts';

/** Runs `work` with a ledger in a file of SQLite, which is opened when it is first needed and closed afterwards. */
export async function withSqliteLedgerStore<T>(path: string, work: (store: LedgerStore) => Promise<T>): Promise<T> {
  const store = new SqliteLedgerStore(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

class SqliteLedgerStore implements LedgerStore {
  readonly location: string;
  readonly appendSql = appendSql;
  readonly entriesSql = entriesSql;
  readonly #path: string;
  readonly #turns = new Turns();
  #open: OpenFile | null = null;
  #isCurrent = false;

  constructor(path: string) {
    this.#path = path;
    this.location = `sqlite:${path}`;
  }

  read<T>(work: (session: Session) => Promise<T>, empty: T): Promise<T> {
    return this.#take(async () => {
      const connection = await this.#connection('write').catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      });
      if (connection === null || (await this.#isEmpty(connection))) return empty;
      return withTransaction(connection, 'deferred', () => work(sessionOf(connection)));
    });
  }

  once<Row extends object>(sql: string, values: readonly StoredValue[]): Promise<Row[]> {
    return this.#take(async () => {
      const connection = await this.#connection('create');
      await this.#migrate(connection);
      return sessionOf(connection).rows<Row>(sql, values);
    });
  }

  write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#take(async () => {
      const connection = await this.#connection('create');
      await this.#migrate(connection);
      return withTransaction(connection, 'immediate', () => work(sessionOf(connection)));
    });
  }

  async close(): Promise<void> {
    await this.#turns.end();
    await this.#open?.close();
  }

  #take<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      try {
        return await work();
      } catch (error) {
        throw asSqliteLedgerError(this.#path, error);
      }
    });
  }

  async #connection(mode: OpenMode): Promise<Connection> {
    this.#open ??= await openFile(this.#path, mode);
    return this.#open.connection;
  }

  /** Whether there is a file, but nobody has written to it; brings the tables up to date otherwise. */
  async #isEmpty(connection: Connection): Promise<boolean> {
    if (this.#isCurrent) return false;
    const version = await ledgerVersion(connection);
    if (version === 0) return true;
    if (missingMigrations(this.location, migrations, version).length > 0) await this.#migrate(connection);
    this.#isCurrent = true;
    return false;
  }

  async #migrate(connection: Connection): Promise<void> {
    if (this.#isCurrent) return;
    const version = await ledgerVersion(connection);
    if (missingMigrations(this.location, migrations, version).length > 0) {
      if (version === 0) await keepJournal(connection);
      try {
        await withTransaction(connection, 'immediate', () => applyMigrations(connection, this.location));
      } catch (error) {
        // Others that begin the same ledger hold it, until they find that it is begun.
        const found = isBusy(error) ? await ledgerVersion(connection) : 0;
        if (found === 0 || missingMigrations(this.location, migrations, found).length > 0) throw error;
      }
    }
    this.#isCurrent = true;
  }
}

/** Another one may have been faster. */
async function applyMigrations(connection: Connection, location: string): Promise<void> {
  for (const {version, sql} of missingMigrations(location, migrations, await ledgerVersion(connection))) {
    await connection.execute(sql);
    await noteVersion(sessionOf(connection), version);
  }
}

const RETRY_MILLISECONDS = 20;

/**
 * Readers go on while somebody writes; kept in the file from here on. SQLite does not wait for the lock that the change takes,
 * whatever its own limit on waiting is: with several processes that begin one ledger all but one would fail.
 */
async function keepJournal(connection: Connection): Promise<void> {
  const end = performance.now() + BUSY_MILLISECONDS;
  for (;;) {
    try {
      await connection.execute('pragma journal_mode = wal');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
  }
}

/** The texts of the queries are those of PostgreSQL, whose `$1` SQLite writes `?1`. */
function sessionOf(connection: Connection): Session {
  return {
    rows: <Row extends object>(sql: string, values: readonly StoredValue[] = []) =>
      connection.all<Row>(sql.replace(/\$([0-9])/g, '?$1'), values),
  };
}

interface OpenFile {
  readonly connection: Connection;
  close(): Promise<void>;
}

/** A connection for as long as nobody closes it. It is scoped by a callback, as all are, which ends when `close` is called. */
function openFile(path: string, mode: OpenMode): Promise<OpenFile> {
  return new Promise((resolve, reject) => {
    const {promise: isOver, resolve: end} = promiseToEnd();
    const closed = withDatabase(
      path,
      mode,
      (connection) => {
        const close = (): Promise<void> => {
          end();
          return closed;
        };
        resolve({connection, close});
        return isOver;
      },
      BUSY_MILLISECONDS,
    ).catch(reject);
  });
}

function promiseToEnd(): {readonly promise: Promise<void>; readonly resolve: () => void} {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return {promise, resolve};
}

function isBusy(error: unknown): boolean {
  return (error as {code?: string}).code === 'SQLITE_BUSY';
}

function isMissing(error: unknown): boolean {
  return ((error as Error).cause as {code?: string} | undefined)?.code === 'ENOENT';
}
