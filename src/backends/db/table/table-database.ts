import {UsageError} from '../../../core/errors.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import type {StoredDays} from '../../../core/stored-day.ts';
import type {Database, SourceOptions} from '../database.ts';

/** A table or view of another program that a URL names. lse only reads it. */
export abstract class TableDatabase implements Database {
  abstract readonly kind: string;
  abstract readonly location: string;

  abstract withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    options?: SourceOptions,
  ): Promise<T>;

  async migrate(): Promise<never> {
    throw this.#refusal(
      'be migrated',
      'Take over a table runs that another program made, by the URL without table=: lse db migrate --adopt',
    );
  }

  async adopt(): Promise<never> {
    return this.migrate();
  }

  async withStore(): Promise<never> {
    throw this.#refusal('be written, nor given back as files');
  }

  async status(): Promise<never> {
    throw this.#refusal('say what lse keeps beside it, which is nothing');
  }

  async prune(): Promise<never> {
    throw this.#refusal('be pruned');
  }

  async dropIndexes(): Promise<never> {
    throw this.#refusal('lose indexes');
  }

  async missingIndexes(): Promise<never> {
    throw this.#refusal('be asked for indexes of lse');
  }

  async createIndexes(): Promise<never> {
    throw this.#refusal('be given indexes');
  }

  async grantAccess(): Promise<never> {
    throw this.#refusal('be given access to project by project');
  }

  async revokeAccess(): Promise<never> {
    throw this.#refusal('be given access to project by project');
  }

  async listAccess(): Promise<never> {
    throw this.#refusal('be given access to project by project');
  }

  /** `what` is the rest of a sentence that begins with "cannot". */
  #refusal(
    what: string,
    hint = 'Compare it with: lse db verify; or name a database of lse by a URL without table=, and fill it with: lse db load',
  ): UsageError {
    return new UsageError(
      `The table of ${this.location} is another program's. It is only read, and it cannot ${what}.`,
      hint,
    );
  }
}
