/** Bytes are a blob. */
export type SqlValue = string | number | Uint8Array | null;

/** All that the SQLite backend asks of a driver, so that another one is one more file beside this. */
export interface Connection {
  /** Runs statements without parameters. */
  execute(sql: string): Promise<void>;
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
  all<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Steps through the rows. Beside those that were asked for few are held that are small, and none that is large. */
  stream<Row>(sql: string, values?: readonly SqlValue[]): AsyncGenerator<Row>;
}

export type OpenMode = 'read' | 'write' | 'create';

/** What opens a file of SQLite, and runs statements on it without keeping this thread from anything else. */
export interface SqliteDriver {
  /** As `lse doctor` names it. */
  readonly name: 'sqlite3' | 'node:sqlite';
  /** After `signal` no other statement is begun. @throws an error with a code of SQLite's, such as `SQLITE_CANTOPEN` */
  open(path: string, mode: OpenMode, signal: AbortSignal | undefined): Promise<OpenedDatabase>;
}

export interface OpenedDatabase extends Connection {
  /** Ends what is under way, as far as the driver can, with `SQLITE_INTERRUPT`; what is begun later runs. */
  interrupt(): void;
  /** Undoes what was not committed. Never fails. */
  close(): Promise<void>;
}
