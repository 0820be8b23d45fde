import type {Adoption, AdoptionOptions} from '../../../core/adoption.ts';
import type {AccessChange, AccessGrant, AccessList, AccessRevocation} from '../../../core/database-access.ts';
import type {DatabaseFacts} from '../../../core/database-facts.ts';
import type {IndexChange} from '../../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../../core/record-store.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import type {StoredDays} from '../../../core/stored-day.ts';
import type {Database, MigrateOptions, MigrationStep, SourceOptions} from '../database.ts';
import type {TakePlan} from '../query-plan.ts';
import {requireSameSchema} from '../schema-fault.ts';
import {grantAccess, listAccess, revokeAccess} from './access.ts';
import {accessOnCluster} from './citus/distribute.ts';
import {applyReportSettingsOnNodes} from './citus/queries/node-settings.ts';
import {nodeCount} from './citus/queries/nodes.ts';
import {tableSize as clusterSize} from './citus/queries/table-size.ts';
import {WatchedSource} from './citus/watched-source.ts';
import type {Client} from './client.ts';
import {redactUrl} from './connecting/postgres-url.ts';
import {type Connection, type Server, type SessionOptions, withConnection} from './connection.ts';
import {createIndexes, dropIndexes, missingIndexes} from './indexes.ts';
import {inspectServer} from './inspection.ts';
import {limitSource} from './limited-source.ts';
import {type DatabaseLimits, defaultLimits} from './limits.ts';
import {latestVersion} from './migrations/index.ts';
import {PostgresSource} from './postgres-source.ts';
import {PostgresStore} from './postgres-store.ts';
import {findPrunable, prune, settlePruned} from './prune.ts';
import {storeStatus} from './queries/store-status.ts';
import {tableSize} from './queries/table-size.ts';
import {migrate} from './schema.ts';
import {type CheckedSchema, checkSchema} from './schema-check.ts';
import {depthDifferences} from './schema-depth.ts';
import {adopt} from './table/adopt.ts';
import {limitStatements, restart, type TransactionMode, withTransaction} from './transaction.ts';

/** The limits of waiting for a server, and who is told of waits and new attempts. */
export interface PostgresOptions extends SessionOptions {
  readonly limits: DatabaseLimits;
  readonly notice: (line: string) => void;
  /** Called with the plan of each query of a source; if it is absent, no plan is made. */
  readonly takePlan?: TakePlan;
}

export class PostgresDatabase implements Database {
  readonly kind = 'postgres';
  readonly location: string;
  readonly #server: Server;
  readonly #takePlan: TakePlan | undefined;

  constructor(url: string, options: PostgresOptions = {limits: defaultLimits, notice: () => {}}) {
    this.#takePlan = options.takePlan;
    this.location = redactUrl(url);
    this.#server = {...options, url, location: this.location};
  }

  migrate(options: MigrateOptions = {repair: false}): Promise<MigrationStep[]> {
    return withConnection(this.#server, (connection) => migrate(connection, this.location, options));
  }

  adopt(options: AdoptionOptions): Promise<Adoption | null> {
    return withConnection(this.#server, (connection) => adopt(connection, this.location, options));
  }

  withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    options: SourceOptions = {},
  ): Promise<T> {
    const ask = async (client: Client, {access, cluster}: CheckedSchema): Promise<T> => {
      if (cluster !== null) await applyReportSettingsOnNodes(client);
      if (this.#takePlan !== undefined) client.explainTo(this.#takePlan);
      const source = new PostgresSource(client, this.location, cluster);
      const watched = cluster === null ? source : new WatchedSource(source, (scope) => source.clusterState(scope));
      return work(limitSource(watched, access), (scope) => source.storedDays(scope));
    };
    return this.#withSnapshot('report', ask, options);
  }

  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T> {
    return this.#withSchema((connection, {access, cluster}) => work(new PostgresStore(connection, access, cluster)));
  }

  status(): Promise<StoreStatus> {
    return this.#withSnapshot('snapshot', async (client, {access: {readable}, cluster}) => {
      await limitStatements(client, 'range');
      return {
        schemaVersion: await this.#deepVersion(client),
        ...(await storeStatus(client)),
        bytes: await (cluster === null ? tableSize(client) : clusterSize(client)),
        ...(cluster === null ? {} : {distribution: {by: cluster.by, nodes: await nodeCount(client)}}),
        missingIndexes: await missingIndexes(client),
        ...(readable === null ? {} : {visibleProjects: readable}),
      };
    });
  }

  inspect(options: SourceOptions = {}): Promise<DatabaseFacts> {
    const look = (client: Client): Promise<DatabaseFacts> =>
      withTransaction(client, 'snapshot', () => inspectServer(client, this.location));
    return withConnection(this.#server, (connection) => connection.run(look), options);
  }

  prune(scope: PruneScope, {apply}: {readonly apply: boolean}): Promise<PruneReport> {
    if (apply) return this.#prune(scope);
    return this.#withSnapshot('report', async (client, {access}) => {
      access.requireReadable(scope.project);
      await limitStatements(client, 'range');
      const report = await findPrunable(client, scope);
      return access.readable === null ? report : {...report, visibleProjects: access.readable};
    });
  }

  missingIndexes(): Promise<string[]> {
    return this.#withSnapshot('snapshot', missingIndexes);
  }

  dropIndexes(): Promise<IndexChange[]> {
    return this.#asOwner('drop the indexes', dropIndexes);
  }

  createIndexes(): Promise<IndexChange[]> {
    return this.#asOwner('create the indexes', createIndexes);
  }

  grantAccess(grant: AccessGrant): Promise<AccessChange> {
    return this.#withSchema((connection, {access, cluster}) => {
      access.requireOwner('give access to projects');
      if (cluster !== null) throw accessOnCluster(this.location);
      return connection.run((client) => grantAccess(client, this.location, grant), {repeatable: false});
    });
  }

  revokeAccess(revocation: AccessRevocation): Promise<AccessChange> {
    return this.#asOwner('take access to projects away', (client) => revokeAccess(client, this.location, revocation));
  }

  listAccess(): Promise<AccessList> {
    return this.#withSnapshot('snapshot', (client, {access}) => listAccess(client, access.isOwner));
  }

  /** It is not repeated if nobody knows whether it was done: the second time it would say that nothing went. */
  #prune(scope: PruneScope): Promise<PruneReport> {
    return this.#withSchema(async (connection, {access}) => {
      access.requireWritable(scope.project);
      const report = await connection.run((client) => prune(client, scope), {repeatable: false});
      await connection.run((client) => settlePruned(client, report));
      return report;
    });
  }

  /** A change of the tables. It runs once: the second time it would say that there was nothing to do. */
  #asOwner<T>(action: string, change: (client: Client) => Promise<T>): Promise<T> {
    return this.#withSchema((connection, {access}) => {
      access.requireOwner(action);
      return connection.run(change, {repeatable: false});
    });
  }

  /** The version of a schema after a closer check than that of other commands. */
  async #deepVersion(client: Client): Promise<number> {
    requireSameSchema(this.location, latestVersion, await depthDifferences(client));
    return latestVersion;
  }

  #withSnapshot<T>(
    mode: TransactionMode,
    work: (client: Client, schema: CheckedSchema) => Promise<T>,
    options: SourceOptions = {},
  ): Promise<T> {
    const run = (connection: Connection): Promise<T> =>
      connection.run((client) =>
        withTransaction(client, mode, async () => {
          const schema = await checkSchema(client, this.location);
          if (mode === 'report' && schema.cluster !== null) await restart(client, 'watched report');
          return work(client, schema);
        }),
      );
    return withConnection(this.#server, run, options);
  }

  #withSchema<T>(work: (connection: Connection, schema: CheckedSchema) => Promise<T>): Promise<T> {
    return withConnection(this.#server, async (connection) => {
      const schema = await connection.run((client) =>
        withTransaction(client, 'snapshot', () => checkSchema(client, this.location)),
      );
      return work(connection, schema);
    });
  }
}
