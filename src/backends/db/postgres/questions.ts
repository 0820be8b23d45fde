import {StartAgain} from '../../../core/start-again.ts';
import type {Client} from './client.ts';
import {asDatabaseError, isPassing} from './database-error.ts';
import type {StatementKind} from './limits.ts';
import {limitText} from './transaction.ts';

/**
 * Asks one question within a transaction so that its failure leaves the transaction and its snapshot as they were: a
 * source that could not answer one question can answer the next. Errors name the database.
 *
 * @throws StartAgain where `isLast` is false and the failure is one that passes
 */
export class Questions {
  readonly #client: Client;
  readonly #isLast: boolean;

  constructor(client: Client, isLast: boolean) {
    this.#client = client;
    this.#isLast = isLast;
  }

  async ask<T>(kind: StatementKind, question: () => Promise<T>): Promise<T> {
    try {
      await this.#begin(kind);
      return await question();
    } catch (error) {
      throw await this.#failure(error);
    } finally {
      await this.#end();
    }
  }

  /** The same for an answer that is streamed; the savepoint lasts until the stream ends or is left. */
  async *stream<T>(kind: StatementKind, question: () => AsyncIterable<T>): AsyncGenerator<T> {
    try {
      await this.#begin(kind);
      yield* question();
    } catch (error) {
      throw await this.#failure(error);
    } finally {
      await this.#end();
    }
  }

  async #begin(kind: StatementKind): Promise<void> {
    await this.#client.query(`savepoint question; ${limitText(this.#client, kind)}`);
  }

  /** On a connection that broke there is nothing left to roll back; the error at hand says more than this one would. */
  async #failure(error: unknown): Promise<unknown> {
    await this.#client.query('rollback to savepoint question').catch(() => {});
    if (!this.#isLast && this.#client.raised(error) && isPassing(error)) return new StartAgain(error);
    return asDatabaseError(this.#client.context.location, error);
  }

  async #end(): Promise<void> {
    await this.#client.query('release savepoint question').catch(() => {});
  }
}
