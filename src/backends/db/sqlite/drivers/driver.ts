import type {Connection, OpenMode} from '../driver.ts';

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
