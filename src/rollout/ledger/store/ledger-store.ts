/** What a statement takes and gives. PostgreSQL gives numbers as texts. */
export type StoredValue = string | number | null;

/** Reads entries from `$1` on, of all projects or of `$2`, in the order of their times and ids. */
export interface EntriesSql {
  readonly all: string;
  readonly ofProject: string;
}

/** Runs statements within one transaction. */
export interface Session {
  /** The texts have `$1`, `$2` and so on, and mean the same to both databases. */
  rows<Row extends object>(sql: string, values?: readonly StoredValue[]): Promise<Row[]>;
}

/**
 * Where a ledger is kept. What is done in one transaction is done whole or not at all.
 *
 * What every report does is one statement, `once`. Of twenty reports that end at once on a small machine each gets a processor for a
 * few milliseconds now and then; whoever held a lock from one statement to the next would hold it for as long as that takes, and the
 * last one would not get it in time.
 */
export interface LedgerStore {
  /** For messages; never with a password. */
  readonly location: string;
  /** The one statement by which an entry is written with all that is counted of it; its values are those of `entryValues`. */
  readonly appendSql: string;
  /** Those by which entries are read; the databases name the functions for JSON differently. */
  readonly entriesSql: EntriesSql;
  /** From one state of the ledger. `empty` is the answer of a ledger that nobody has written to yet; reading makes none. */
  read<T>(work: (session: Session) => Promise<T>, empty: T): Promise<T>;
  /** Runs a statement that writes. Makes the ledger when there is none. */
  once<Row extends object>(sql: string, values: readonly StoredValue[], options?: WriteOptions): Promise<Row[]>;
  /** Runs several, one by one; each sees what was committed before it. */
  write<T>(work: (session: Session) => Promise<T>, options?: WriteOptions): Promise<T>;
}

export interface WriteOptions {
  /** Whether nothing else of this kind is under way meanwhile, in whatever process: it may judge by what it sees. */
  readonly alone?: boolean;
  /** Whether it may be done twice, if it is not known whether it was done; true unless it is said. */
  readonly repeatable?: boolean;
}

/** For how many milliseconds a write waits for others that write. A report may be waiting for it. */
export const BUSY_MILLISECONDS = 3000;

export const TABLES = [
  'lse_rollout_migrations',
  'lse_rollout_entries',
  'lse_rollout_mismatches',
  'lse_rollout_sizes',
  'lse_rollout_acts',
  'lse_rollout_holds',
  'lse_rollout_queue',
  'lse_rollout_admissions',
  'lse_rollout_upkeep',
] as const;
