/** Bytes are a blob. */
export type SqlValue = string | number | Uint8Array | null;

/** All that the SQLite backend needs of a driver. Another driver is one more file beside this one. */
export interface Connection {
  /** Runs statements without parameters. */
  execute(sql: string): Promise<void>;
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
  all<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Steps through the rows. Besides the requested rows it keeps a few small ones in memory, and no large one. */
  stream<Row>(sql: string, values?: readonly SqlValue[]): AsyncGenerator<Row>;
}

export type OpenMode = 'read' | 'write' | 'create';

/** Opens a file of SQLite, and runs statements on it without blocking this thread. */
export interface SqliteDriver {
  /** The name in `lse doctor`. */
  readonly name: 'sqlite3' | 'node:sqlite';
  /** After `signal` no other statement starts. @throws an error with a code of SQLite's, such as `SQLITE_CANTOPEN` */
  open(path: string, mode: OpenMode, signal: AbortSignal | undefined): Promise<OpenedDatabase>;
}

export interface OpenedDatabase extends Connection {
  /** Ends running statements, as far as the driver can, with `SQLITE_INTERRUPT`; later statements run. */
  interrupt(): void;
  /** Undoes what was not committed. Never fails. */
  close(): Promise<void>;
}
