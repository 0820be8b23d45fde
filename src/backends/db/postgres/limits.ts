/** The limits that a user sets, in milliseconds. */
export interface DatabaseLimits {
  /** How long the server may work on one statement about one date. */
  readonly statement: number;
  /** How long the server may send nothing during a wait; null: its statement's limit and a little more. */
  readonly silence: number | null;
  /** How many new attempts follow a failure for a passing reason. */
  readonly retries: number;
}

export const defaultLimits: DatabaseLimits = {statement: 30_000, silence: null, retries: 4};

/**
 * The range of a statement. `date`: one date, one page, one batch or one row. `range`: several dates, or everything.
 * `table`: work on the table itself, such as a migration, an index, a vacuum or deleting years of rows.
 */
export type StatementKind = 'date' | 'range' | 'table';

/** The user sets one statement limit; the others are so many times as long. */
const FACTORS: Readonly<Record<StatementKind, number>> = {date: 1, range: 4, table: 120};
/** How much later than the server the client ends a wait: the server's own message says more. */
const GRACE = 30_000;
/** The largest that both PostgreSQL and a timer of Node take. */
const LARGEST = 2 ** 31 - 1;
/** A report computes between two pages, and a load reads files; neither ever needs this long. */
const SHORTEST_IDLE = 600_000;

/** Milliseconds that the server may work on a statement. Below an explicit limit on silence, so that it answers first. */
export function statementLimit({statement, silence}: DatabaseLimits, kind: StatementKind): number {
  const limit = statement * FACTORS[kind];
  return bounded(silence === null || kind === 'table' ? limit : Math.min(limit, silence * 0.8));
}

/** Milliseconds without a byte from the server after which a wait for such a statement ends. */
export function silenceLimit({statement, silence}: DatabaseLimits, kind: StatementKind): number {
  const limit = statement * FACTORS[kind];
  return bounded(kind === 'table' ? limit + (silence ?? GRACE) : (silence ?? limit + GRACE));
}

/** Milliseconds that a statement waits for another program's lock; below the statement's own limit. */
export function lockLimit(limits: DatabaseLimits): number {
  return bounded(statementLimit(limits, 'date') / 3);
}

/** Milliseconds that a load or a migration waits for the end of another one. */
export function turnLimit({statement}: DatabaseLimits): number {
  return bounded(statement * 20);
}

/** Milliseconds after which the server ends a transaction of a client that asks nothing. */
export function idleLimit({statement}: DatabaseLimits): number {
  return bounded(Math.max(statement * FACTORS.table, SHORTEST_IDLE));
}

function bounded(milliseconds: number): number {
  return Math.max(1, Math.min(LARGEST, Math.floor(milliseconds)));
}

/** `1500` as `1.5 s`, `600000` as `10 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 120_000
    ? `${Math.round(milliseconds / 100) / 10} s`
    : `${Math.round(milliseconds / 6000) / 10} min`;
}
