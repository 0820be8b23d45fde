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
    return await ask();
  } catch (error) {
    await rollBack(client);
    throw failure(client, location, error);
  } finally {
    await release(client);
  }
}

/** The same for a streamed answer; the savepoint lasts until the stream ends or the caller leaves it. */
export async function* streamInSavepoint<T>(
  client: Client,
  location: string,
  ask: () => AsyncIterable<T>,
  kind: StatementKind = 'date',
): AsyncGenerator<T> {
  try {
    await begin(client, kind);
    yield* ask();
  } catch (error) {
    await rollBack(client);
    throw failure(client, location, error);
  } finally {
    await release(client);
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
  await client.query(sqlText`savepoint question; ${limitText(client, kind)}`.text);
}

/** On a broken connection there is nothing left to roll back; the first error says more than this one would. */
async function rollBack(client: Client): Promise<void> {
  await client.query('rollback to savepoint question').catch(() => {});
}

async function release(client: Client): Promise<void> {
  await client.query('release savepoint question').catch(() => {});
}

function failure(client: Client, location: string, error: unknown): unknown {
  const isWorthAsking = !client.isLast && client.raised(error) && isPassing(error);
  return isWorthAsking ? new StartAgain(error) : asDatabaseError(location, error);
}
