import type sqlite3 from 'sqlite3';
import {onInterrupt} from '../../../core/interruption.ts';
import {dropped, giveBack, LARGE_BYTES} from '../../../core/large-memory.ts';

/** Bytes are a blob. */
export type SqlValue = string | number | Uint8Array | null;

/** All that the SQLite backend asks of a driver, so that another one is a change of this file alone. */
export interface Connection {
  /** Runs statements without parameters. */
  execute(sql: string): Promise<void>;
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
  all<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Steps through the rows one by one, so that none but the next is held that was not asked for, and none beside a large one. */
  stream<Row>(sql: string, values?: readonly SqlValue[]): AsyncGenerator<Row>;
}

export type OpenMode = 'read' | 'write' | 'create';

/**
 * Runs `work` on a connection of its own and closes it afterwards, whatever happened. An interruption ends the statement that is
 * under way, and waits until what that undoes is undone. So does `signal`, after which no other statement is begun.
 */
export async function withConnection<T>(
  path: string,
  mode: OpenMode,
  work: (connection: Connection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const {default: sqlite} = await import('sqlite3');
  const database = await open(sqlite, path, mode);
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
    return await work(new Sqlite3Connection(database, signal));
  } finally {
    signal?.removeEventListener('abort', stop);
    await new Promise<void>((resolve) => database.close(() => resolve()));
    closed();
    takeBack();
  }
}

function open(sqlite: typeof sqlite3, path: string, mode: OpenMode): Promise<sqlite3.Database> {
  const flags = {
    read: sqlite.OPEN_READONLY,
    write: sqlite.OPEN_READWRITE,
    create: sqlite.OPEN_READWRITE | sqlite.OPEN_CREATE,
  };
  return new Promise((resolve, reject) => {
    const database = new sqlite.Database(path, flags[mode], (error) => (error ? reject(error) : resolve(database)));
  });
}

class Sqlite3Connection implements Connection {
  readonly #database: sqlite3.Database;
  readonly #signal: AbortSignal | undefined;

  constructor(database: sqlite3.Database, signal: AbortSignal | undefined) {
    this.#database = database;
    this.#signal = signal;
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
        const size = sizeOf(row as object);
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

/** Of its texts and bytes. */
function sizeOf(row: object): number {
  let size = 0;
  for (const value of Object.values(row)) {
    if (typeof value === 'string') size += value.length;
    else if (value instanceof Uint8Array) size += value.length;
  }
  return size;
}

/** The next row, fetched while the last one is worked on; a failure is met where the row's turn comes. */
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
