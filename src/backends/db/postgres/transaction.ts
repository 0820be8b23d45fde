import {joined, literal, ownName, type SqlText, sqlText} from '../sql-text.ts';
import type {Client} from './client.ts';
import {readOnly, UnknownOutcome} from './database-error.ts';
import {idleLimit, lockLimit, type StatementKind, statementLimit} from './limits.ts';
import {sql as reportSettings} from './queries/report-settings.ts';

/**
 * Settings of a server, a database or a role that would change what lse reads, writes or prints. Every transaction sets them again: behind
 * a pooler each may run on another connection of the server. The `search_path` is the user's own choice and stays; so do settings that only
 * affect time.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  quote_all_identifiers: 'off',
  row_security: 'on',
  transform_null_equals: 'off',
  exit_on_error: 'off',
  // A cursor is planned for all of its rows, like the same query without a cursor.
  cursor_tuple_fraction: '1',
};

/**
 * - `snapshot`: everything is read from one state of the database.
 * - `report`: the same, planned for reports.
 * - `watched report`: the same from nodes that share no snapshot. Each statement sees what is there when it runs; the caller finds out by
 *   marks whether that was one state.
 * - `write`: each statement sees what was committed before it. Loaders take turns by a lock; a snapshot taken before a wait
 *   for that lock would not show what the other one loaded.
 */
export type TransactionMode = 'snapshot' | 'report' | 'watched report' | 'write';

const READING = sqlText`begin isolation level repeatable read read only`;
const READING_ON = sqlText`begin isolation level read committed read only`;
/** It never says `read write`: that would override a server, a database or a role that somebody made read-only. */
const WRITING = sqlText`begin isolation level read committed`;

const BEGINNINGS: Readonly<Record<TransactionMode, SqlText>> = {
  snapshot: READING,
  report: READING,
  'watched report': READING_ON,
  write: WRITING,
};

/** Runs `work` in a transaction: committed if it returns, rolled back if it throws. */
export async function withTransaction<T>(client: Client, mode: TransactionMode, work: () => Promise<T>): Promise<T> {
  await begin(client, mode);
  try {
    const result = await work();
    await end(client, mode);
    return result;
  } catch (error) {
    await rollBack(client);
    throw error;
  }
}

/** Within `withTransaction` of a mode that reads, before the first query that counts: continues in another mode of reading. */
export async function restart(client: Client, mode: Exclude<TransactionMode, 'write'>): Promise<void> {
  await client.query('rollback');
  await begin(client, mode);
}

/** The same for a stream; the transaction lasts until the stream ends or the caller leaves it. */
export async function* streamTransaction<T>(
  client: Client,
  mode: TransactionMode,
  work: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  await begin(client, mode);
  try {
    yield* work();
  } finally {
    await rollBack(client);
  }
}

/** The SQL that gives the later statements of this transaction the time limit of their kind. */
export function limitText(client: Client, kind: StatementKind): SqlText {
  client.expect(kind);
  return sqlText`set local statement_timeout = ${statementLimit(client.context.limits, kind)}`;
}

export async function limitStatements(client: Client, kind: StatementKind): Promise<void> {
  await client.query(limitText(client, kind).text);
}

/** All in one round trip, so that the settings cost a report no measurable time. */
async function begin(client: Client, mode: TransactionMode): Promise<void> {
  const {limits, location} = client.context;
  const texts = [
    BEGINNINGS[mode],
    ...Object.entries(SETTINGS).map(([name, value]) => sqlText`set local ${ownName(name)} = ${literal(value)}`),
    sqlText`set local lock_timeout = ${lockLimit(limits)}`,
    sqlText`set local idle_in_transaction_session_timeout = ${idleLimit(limits)}`,
    limitText(client, 'date'),
  ];
  if (mode === 'report' || mode === 'watched report') texts.push(reportSettings);
  if (mode !== 'write') {
    await client.query(joined(texts, '; ').text);
    return;
  }
  texts.push(sqlText`select current_setting('transaction_read_only') as read_only, pg_is_in_recovery() as standby`);
  const {rows} = await client.query<{read_only: string; standby: string}>(joined(texts, '; ').text);
  if (rows[0]?.read_only === 'off') return;
  await rollBack(client);
  throw readOnly(location, rows[0]?.standby === 't');
}

async function end(client: Client, mode: TransactionMode): Promise<void> {
  // All is read already; if the connection breaks now, nothing is lost.
  if (mode !== 'write') return rollBack(client);
  try {
    const {command} = await client.query('commit');
    // If something failed in a transaction it is not committed, and the server does not call that an error.
    if (command !== 'COMMIT') throw new Error('a failed transaction was to be committed');
  } catch (error) {
    throw client.isBroken ? new UnknownOutcome(client.context.location, error) : error;
  }
}

/** On a broken connection there is nothing left to roll back; the first error says more than this one would. */
async function rollBack(client: Client): Promise<void> {
  client.expect('date');
  await client.query('rollback').catch(() => {});
}
