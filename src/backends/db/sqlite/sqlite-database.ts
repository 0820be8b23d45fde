import type {Adoption, AdoptionOptions} from '../../../core/adoption.ts';
import type {DatabaseFacts} from '../../../core/database-facts.ts';
import {UsageError} from '../../../core/errors.ts';
import type {IndexChange} from '../../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../../core/record-store.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import {shellWord} from '../../../core/shell-word.ts';
import type {StoredDays} from '../../../core/stored-day.ts';
import type {Database, MigrateOptions, MigrationStep, SourceOptions} from '../database.ts';
import type {TakePlan} from '../query-plan.ts';
import {withDatabase, withTransaction} from './connection.ts';
import type {Connection, OpenMode} from './driver.ts';
import {explaining} from './explaining-connection.ts';
import {createIndexes, dropIndexes, missingIndexes} from './indexes.ts';
import {inspectFile} from './inspection.ts';
import {latestVersion} from './migrations/index.ts';
import {findPrunable, prune} from './prune.ts';
import {storeStatus} from './queries/store-status.ts';
import {migrate} from './schema.ts';
import {checkSchema} from './schema-check.ts';
import {SqliteSource} from './sqlite-source.ts';
import {SqliteStore} from './sqlite-store.ts';
import {adopt} from './table/adopt.ts';

/** The limits of waiting for a database. */
export interface SqliteOptions {
  /** Whole milliseconds that a statement waits for another program's lock. */
  readonly busyLimit?: number;
  /** Called with the plan of each query of a source; if it is absent, no plan is made. */
  readonly takePlan?: TakePlan;
}

export class SqliteDatabase implements Database {
  readonly kind = 'sqlite';
  readonly location: string;
  readonly #path: string;
  readonly #busyLimit: number | undefined;
  readonly #takePlan: TakePlan | undefined;

  /** `path` is absolute, so no name has a special meaning for SQLite. */
  constructor(path: string, {busyLimit, takePlan}: SqliteOptions = {}) {
    this.#path = path;
    this.#busyLimit = busyLimit;
    this.#takePlan = takePlan;
    this.location = `sqlite:${path}`;
  }

  migrate(options: MigrateOptions = {repair: false}): Promise<MigrationStep[]> {
    return withDatabase(this.#path, 'create', (connection) => migrate(connection, this.location, options));
  }

  adopt(options: AdoptionOptions): Promise<Adoption | null> {
    return withDatabase(
      this.#path,
      options.apply ? 'write' : 'read',
      (connection) => adopt(connection, this.location, options),
      this.#busyLimit,
    );
  }

  withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    options: SourceOptions = {},
  ): Promise<T> {
    const take = this.#takePlan;
    return this.#withSnapshot((connection) => {
      const asked = take === undefined ? connection : explaining(connection, take);
      const source = new SqliteSource(asked, this.location);
      return work(source, (scope) => source.storedDays(scope));
    }, options);
  }

  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T> {
    return this.#withSchema('write', (connection) => work(new SqliteStore(connection)));
  }

  status(): Promise<StoreStatus> {
    return this.#withSnapshot(async (connection) => ({
      schemaVersion: latestVersion,
      ...(await storeStatus(connection)),
      missingIndexes: await missingIndexes(connection),
    }));
  }

  inspect({signal}: SourceOptions = {}): Promise<DatabaseFacts> {
    const look = (connection: Connection): Promise<DatabaseFacts> => inspectFile(connection, this.#path, this.location);
    return withDatabase(this.#path, 'read', look, this.#busyLimit, signal);
  }

  prune(scope: PruneScope, {apply}: {readonly apply: boolean}): Promise<PruneReport> {
    if (apply) return this.#withSchema('write', (connection) => prune(connection, scope));
    return this.#withSnapshot((connection) => findPrunable(connection, scope));
  }

  missingIndexes(): Promise<string[]> {
    return this.#withSchema('read', missingIndexes);
  }

  dropIndexes(): Promise<IndexChange[]> {
    return this.#withSchema('write', dropIndexes);
  }

  createIndexes(): Promise<IndexChange[]> {
    return this.#withSchema('write', createIndexes);
  }

  async grantAccess(): Promise<never> {
    throw this.#noRoles();
  }

  async revokeAccess(): Promise<never> {
    throw this.#noRoles();
  }

  async listAccess(): Promise<never> {
    throw this.#noRoles();
  }

  #noRoles(): UsageError {
    return new UsageError(
      `SQLite has no roles: who may read the file of ${this.location} sees every project.`,
      `Give that to whom you trust with all of it: chmod 600 ${shellWord(this.#path)}`,
    );
  }

  #withSnapshot<T>(work: (connection: Connection) => Promise<T>, options: SourceOptions = {}): Promise<T> {
    return this.#withSchema(
      'read',
      (connection) => withTransaction(connection, 'deferred', () => work(connection)),
      options,
    );
  }

  #withSchema<T>(
    mode: OpenMode,
    work: (connection: Connection) => Promise<T>,
    {signal}: SourceOptions = {},
  ): Promise<T> {
    const run = async (connection: Connection): Promise<T> => {
      await checkSchema(connection, this.location);
      return work(connection);
    };
    return withDatabase(this.#path, mode, run, this.#busyLimit, signal);
  }
}
