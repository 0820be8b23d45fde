import type {IndexChange} from '../../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../../core/record-store.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import {type Database, type MigrationStep, requireVersion} from '../database.ts';
import {withDatabase, withTransaction} from './connection.ts';
import type {Connection, OpenMode} from './driver.ts';
import {createIndexes, dropIndexes} from './indexes.ts';
import {latestVersion} from './migrations/index.ts';
import {findPrunable, prune} from './prune.ts';
import {appliedVersion} from './queries/migrations.ts';
import {storeStatus} from './queries/store-status.ts';
import {migrate} from './schema.ts';
import {SqliteSource} from './sqlite-source.ts';
import {SqliteStore} from './sqlite-store.ts';

export class SqliteDatabase implements Database {
  readonly kind = 'sqlite';
  readonly location: string;
  readonly #path: string;

  /** `path` is absolute, so that no name means something else to SQLite. */
  constructor(path: string) {
    this.#path = path;
    this.location = `sqlite:${path}`;
  }

  migrate(): Promise<MigrationStep[]> {
    return withDatabase(this.#path, 'create', (connection) => migrate(connection, this.location));
  }

  withSource<T>(work: (source: ReportSource) => Promise<T>): Promise<T> {
    return this.#withSnapshot((connection) => work(new SqliteSource(connection, this.location)));
  }

  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T> {
    return this.#withSchema('write', (connection) => work(new SqliteStore(connection)));
  }

  status(): Promise<StoreStatus> {
    return this.#withSnapshot(async (connection) => ({
      schemaVersion: latestVersion,
      ...(await storeStatus(connection)),
    }));
  }

  prune(scope: PruneScope, {apply}: {readonly apply: boolean}): Promise<PruneReport> {
    if (apply) return this.#withSchema('write', (connection) => prune(connection, scope));
    return this.#withSnapshot((connection) => findPrunable(connection, scope));
  }

  dropIndexes(): Promise<IndexChange[]> {
    return this.#withSchema('write', dropIndexes);
  }

  createIndexes(): Promise<IndexChange[]> {
    return this.#withSchema('write', createIndexes);
  }

  #withSnapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#withSchema('read', (connection) => withTransaction(connection, 'deferred', () => work(connection)));
  }

  #withSchema<T>(mode: OpenMode, work: (connection: Connection) => Promise<T>): Promise<T> {
    return withDatabase(this.#path, mode, async (connection) => {
      requireVersion(this.location, await appliedVersion(connection), latestVersion);
      return work(connection);
    });
  }
}
