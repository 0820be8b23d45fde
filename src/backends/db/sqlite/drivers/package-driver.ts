import type sqlite3 from 'sqlite3';
import {dropped, giveBack, LARGE_BYTES} from '../../../../core/large-memory.ts';
import type {OpenedDatabase, SqliteDriver, SqlValue} from './driver.ts';
import {sizeOf} from './row-size.ts';

/** The package `sqlite3`: a binary that npm downloaded or compiled. @throws the error of a package that does not load */
export async function loadPackageDriver(): Promise<SqliteDriver> {
  const {default: sqlite} = await import('sqlite3');
  const flags = {
    read: sqlite.OPEN_READONLY,
    write: sqlite.OPEN_READWRITE,
    create: sqlite.OPEN_READWRITE | sqlite.OPEN_CREATE,
  };
  return {
    name: 'sqlite3',
    open: (path, mode, signal) =>
      new Promise((resolve, reject) => {
        const database = new sqlite.Database(path, flags[mode], (error) =>
          error ? reject(error) : resolve(new PackageDatabase(database, signal)),
        );
      }),
  };
}

class PackageDatabase implements OpenedDatabase {
  readonly #database: sqlite3.Database;
  readonly #signal: AbortSignal | undefined;

  constructor(database: sqlite3.Database, signal: AbortSignal | undefined) {
    this.#database = database;
    this.#signal = signal;
  }

  interrupt(): void {
    this.#database.interrupt();
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#database.close(() => resolve()));
  }

  async execute(sql: string): Promise<void> {
    this.#signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#database.exec(sql, (error) => (error ? reject(error) : resolve()));
    });
  }

  async run(sql: string, values: readonly SqlValue[]): Promise<void> {
    this.#signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#database.run(sql, values, (error) => (error ? reject(error) : resolve()));
    });
  }

  async all<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    this.#signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#database.all<Row>(sql, values, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  }

  async *stream<Row>(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<Row> {
    const statement = await this.#prepare(sql, values);
    try {
      let next: Promise<Row | undefined> | null = stepAhead<Row>(statement);
      for (let row = await next; row !== undefined; row = await (next ?? step<Row>(statement))) {
        const size = sizeOf(Object.values(row as object));
        next = size < LARGE_BYTES ? stepAhead<Row>(statement) : null;
        dropped(size);
        this.#signal?.throwIfAborted();
        yield row;
        giveBack();
      }
    } finally {
      await new Promise<void>((resolve) => statement.finalize(() => resolve()));
    }
  }

  async #prepare(sql: string, values: readonly SqlValue[]): Promise<sqlite3.Statement> {
    this.#signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const statement = this.#database.prepare(sql, values, (error) => (error ? reject(error) : resolve(statement)));
    });
  }
}

/** The next row, fetched during the work on the last one; a failure is reported when the row's turn comes. */
function stepAhead<Row>(statement: sqlite3.Statement): Promise<Row | undefined> {
  const row = step<Row>(statement);
  row.catch(() => {});
  return row;
}

function step<Row>(statement: sqlite3.Statement): Promise<Row | undefined> {
  return new Promise((resolve, reject) => {
    statement.get<Row>((error, row) => (error ? reject(error) : resolve(row)));
  });
}
