import type {Client} from 'pg';
import type {IndexChange} from '../../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../../core/record-store.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import {type Database, type MigrationStep, requireVersion} from '../database.ts';
import {redactUrl, withClient, withTransaction} from './connection.ts';
import {createIndexes, dropIndexes} from './indexes.ts';
import {latestVersion} from './migrations/index.ts';
import {PostgresSource} from './postgres-source.ts';
import {PostgresStore} from './postgres-store.ts';
import {findPrunable, prune} from './prune.ts';
import {appliedVersion} from './queries/migrations.ts';
import {applyReportSettings} from './queries/report-settings.ts';
import {storeStatus} from './queries/store-status.ts';
import {migrate} from './schema.ts';

export class PostgresDatabase implements Database {
  readonly kind = 'postgres';
  readonly location: string;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    this.location = redactUrl(url);
  }

  migrate(): Promise<MigrationStep[]> {
    return withClient(this.#url, (client) => migrate(client, this.location));
  }

  withSource<T>(work: (source: ReportSource) => Promise<T>): Promise<T> {
    return this.#withSnapshot(async (client) => {
      await applyReportSettings(client);
      return work(new PostgresSource(client, this.location));
    });
  }

  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T> {
    return this.#withSchema((client) => work(new PostgresStore(client)));
  }

  status(): Promise<StoreStatus> {
    return this.#withSnapshot(async (client) => ({schemaVersion: latestVersion, ...(await storeStatus(client))}));
  }

  prune(scope: PruneScope, {apply}: {readonly apply: boolean}): Promise<PruneReport> {
    if (apply) return this.#withSchema((client) => prune(client, this.location, scope));
    return this.#withSnapshot(async (client) => {
      await applyReportSettings(client);
      return findPrunable(client, scope);
    });
  }

  dropIndexes(): Promise<IndexChange[]> {
    return this.#withSchema((client) => dropIndexes(client, this.location));
  }

  createIndexes(): Promise<IndexChange[]> {
    return this.#withSchema((client) => createIndexes(client, this.location));
  }

  #withSnapshot<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.#withSchema((client) =>
      withTransaction(client, () => work(client), 'isolation level repeatable read read only'),
    );
  }

  #withSchema<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withClient(this.#url, async (client) => {
      requireVersion(this.location, await appliedVersion(client), latestVersion);
      return work(client);
    });
  }
}
