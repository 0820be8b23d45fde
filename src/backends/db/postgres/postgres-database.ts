import type {IndexChange} from '../../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../../core/record-store.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import {type Database, type MigrationStep, requireVersion} from '../database.ts';
import type {Client} from './client.ts';
import {redactUrl} from './connecting/postgres-url.ts';
import {type Connection, type Server, withConnection} from './connection.ts';
import {createIndexes, dropIndexes} from './indexes.ts';
import {type DatabaseLimits, defaultLimits} from './limits.ts';
import {latestVersion} from './migrations/index.ts';
import {PostgresSource} from './postgres-source.ts';
import {PostgresStore} from './postgres-store.ts';
import {findPrunable, prune, settlePruned} from './prune.ts';
import {appliedVersion} from './queries/migrations.ts';
import {storeStatus} from './queries/store-status.ts';
import {migrate} from './schema.ts';
import {limitStatements, type TransactionMode, withTransaction} from './transaction.ts';

/** How patiently a server is asked, and who is told what is waited for or tried again. */
export interface PostgresOptions {
  readonly limits: DatabaseLimits;
  readonly notice: (line: string) => void;
}

export class PostgresDatabase implements Database {
  readonly kind = 'postgres';
  readonly location: string;
  readonly #server: Server;

  constructor(url: string, {limits, notice}: PostgresOptions = {limits: defaultLimits, notice: () => {}}) {
    this.location = redactUrl(url);
    this.#server = {url, location: this.location, limits, notice};
  }

  migrate(): Promise<MigrationStep[]> {
    return withConnection(this.#server, (connection) => migrate(connection, this.location));
  }

  withSource<T>(work: (source: ReportSource) => Promise<T>): Promise<T> {
    return this.#withSnapshot('report', (client) => work(new PostgresSource(client, this.location)));
  }

  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T> {
    return this.#withSchema((connection) => work(new PostgresStore(connection)));
  }

  status(): Promise<StoreStatus> {
    return this.#withSnapshot('snapshot', async (client) => {
      await limitStatements(client, 'range');
      return {schemaVersion: latestVersion, ...(await storeStatus(client))};
    });
  }

  prune(scope: PruneScope, {apply}: {readonly apply: boolean}): Promise<PruneReport> {
    if (apply) return this.#prune(scope);
    return this.#withSnapshot('report', async (client) => {
      await limitStatements(client, 'range');
      return findPrunable(client, scope);
    });
  }

  dropIndexes(): Promise<IndexChange[]> {
    return this.#withSchema((connection) => connection.run(dropIndexes, {repeatable: false}));
  }

  createIndexes(): Promise<IndexChange[]> {
    return this.#withSchema((connection) => connection.run(createIndexes, {repeatable: false}));
  }

  /** Not done again where it is not known whether it was done: the second time it would say that nothing went. */
  #prune(scope: PruneScope): Promise<PruneReport> {
    return this.#withSchema(async (connection) => {
      const report = await connection.run((client) => prune(client, scope), {repeatable: false});
      await connection.run((client) => settlePruned(client, report));
      return report;
    });
  }

  #withSnapshot<T>(mode: TransactionMode, work: (client: Client) => Promise<T>): Promise<T> {
    return withConnection(this.#server, (connection) =>
      connection.run((client) =>
        withTransaction(client, mode, async () => {
          await this.#requireVersion(client);
          return work(client);
        }),
      ),
    );
  }

  #withSchema<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return withConnection(this.#server, async (connection) => {
      await connection.run((client) => withTransaction(client, 'snapshot', () => this.#requireVersion(client)));
      return work(connection);
    });
  }

  async #requireVersion(client: Client): Promise<void> {
    requireVersion(this.location, await appliedVersion(client), latestVersion);
  }
}
