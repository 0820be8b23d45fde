import {StartAgain} from '../../../core/start-again.ts';
import {sqlText} from '../sql-text.ts';
import type {Client} from './client.ts';
import {asDatabaseError, isPassing} from './database-error.ts';
import type {StatementKind} from './limits.ts';
import {limitText} from './transaction.ts';

/**
 * Asks one question within a transaction so that its failure leaves the transaction and its snapshot as they were: a
 * source that could not answer one question can answer the next. Errors name the database.
 *
 * @throws StartAgain if the cause of the failure passes by itself, and there is another attempt
 */
export async function withSavepoint<T>(
  client: Client,
  location: string,
  ask: () => Promise<T>,
  kind: StatementKind = 'date',
): Promise<T> {
  try {
    await begin(client, kind);
    const answer = await ask();
    await release(client);
    return answer;
  } catch (error) {
    await takeBack(client, error);
    throw failure(client, location, error);
  }
}

/** The same for a streamed answer; the savepoint lasts until the stream ends or the caller leaves it. */
export async function* streamInSavepoint<T>(
  client: Client,
  location: string,
  ask: () => AsyncIterable<T>,
  kind: StatementKind = 'date',
): AsyncGenerator<T> {
  let isOpen = true;
  try {
    await begin(client, kind);
    yield* ask();
    await release(client);
    isOpen = false;
  } catch (error) {
    await takeBack(client, error);
    isOpen = false;
    throw failure(client, location, error);
  } finally {
    // The caller left.
    if (isOpen) await takeBack(client);
  }
}

/** Runs `work` and takes back all that it did: it only finds out how the server answers. */
export async function withTrial<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('savepoint trial');
  const result = await work();
  await client.query('rollback to savepoint trial');
  await client.query('release savepoint trial');
  return result;
}

async function begin(client: Client, kind: StatementKind): Promise<void> {
  try {
    await client.query(sqlText`savepoint question; ${limitText(client, kind)}`.text);
    endedBy.delete(client);
  } catch (error) {
    const isAborted = (error as {code?: unknown}).code === ABORTED;
    throw (isAborted ? endedBy.get(client) : undefined) ?? error;
  }
}

/** `in_failed_sql_transaction` */
const ABORTED = '25P02';

/**
 * Why the transaction of a client ended with a failure that could not be taken back, as on a cluster whose node was lost. To every later
 * question the server says only that the transaction is aborted.
 */
const endedBy = new WeakMap<Client, unknown>();

/**
 * On a cluster this fails if a node was lost since it answered. That ends the transaction, and later questions would not be told why. On a
 * broken connection they are.
 */
async function release(client: Client): Promise<void> {
  try {
    await client.query('release savepoint question');
  } catch (error) {
    if (!client.isBroken) throw error;
  }
}

/** On a broken connection there is nothing left to roll back; the first error says more than this one would. */
async function takeBack(client: Client, error?: unknown): Promise<void> {
  try {
    await client.query('rollback to savepoint question');
    await client.query('release savepoint question');
  } catch {
    if (error !== undefined && !client.isBroken && client.raised(error)) endedBy.set(client, error);
  }
}

function failure(client: Client, location: string, error: unknown): unknown {
  const isWorthAsking = !client.isLast && client.raised(error) && isPassing(error);
  return isWorthAsking ? new StartAgain(error) : asDatabaseError(location, error);
}
