import type {Client} from 'pg';
import type {AccessChange, AccessGrant, AccessList, AccessRevocation} from '../../../core/database-access.ts';
import type {IndexChange} from '../../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../../core/record-store.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import type {Database, MigrateOptions, MigrationStep} from '../database.ts';
import {requireSameSchema} from '../schema-fault.ts';
import {grantAccess, listAccess, revokeAccess} from './access.ts';
import {redactUrl, withClient, withTransaction} from './connection.ts';
import {createIndexes, dropIndexes, missingIndexes} from './indexes.ts';
import {limitSource} from './limited-source.ts';
import {latestVersion} from './migrations/index.ts';
import {PostgresSource} from './postgres-source.ts';
import {PostgresStore} from './postgres-store.ts';
import {findPrunable, prune} from './prune.ts';
import {applyReportSettings} from './queries/report-settings.ts';
import {storeStatus} from './queries/store-status.ts';
import type {RoleAccess} from './role-access.ts';
import {migrate} from './schema.ts';
import {checkSchema} from './schema-check.ts';
import {depthDifferences} from './schema-depth.ts';

export class PostgresDatabase implements Database {
  readonly kind = 'postgres';
  readonly location: string;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    this.location = redactUrl(url);
  }

  migrate(options: MigrateOptions = {repair: false}): Promise<MigrationStep[]> {
    return withClient(this.#url, (client) => migrate(client, this.location, options));
  }

  withSource<T>(work: (source: ReportSource) => Promise<T>): Promise<T> {
    return this.#withSnapshot(async (client, access) => {
      await applyReportSettings(client);
      return work(limitSource(new PostgresSource(client, this.location), access));
    });
  }

  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T> {
    return this.#withSchema((client, access) => work(new PostgresStore(client, access)));
  }

  status(): Promise<StoreStatus> {
    return this.#withSnapshot(async (client, {readable}) => ({
      schemaVersion: await this.#deepVersion(client),
      ...(await storeStatus(client)),
      missingIndexes: await missingIndexes(client),
      ...(readable === null ? {} : {visibleProjects: readable}),
    }));
  }

  prune(scope: PruneScope, {apply}: {readonly apply: boolean}): Promise<PruneReport> {
    if (apply) {
      return this.#withSchema((client, access) => {
        access.requireWritable(scope.project);
        return prune(client, this.location, scope);
      });
    }
    return this.#withSnapshot(async (client, access) => {
      access.requireReadable(scope.project);
      await applyReportSettings(client);
      const report = await findPrunable(client, scope);
      return access.readable === null ? report : {...report, visibleProjects: access.readable};
    });
  }

  missingIndexes(): Promise<string[]> {
    return this.#withSchema(missingIndexes);
  }

  dropIndexes(): Promise<IndexChange[]> {
    return this.#withSchema((client, access) => {
      access.requireOwner('drop the indexes');
      return dropIndexes(client, this.location);
    });
  }

  createIndexes(): Promise<IndexChange[]> {
    return this.#withSchema((client, access) => {
      access.requireOwner('create the indexes');
      return createIndexes(client, this.location);
    });
  }

  grantAccess(grant: AccessGrant): Promise<AccessChange> {
    return this.#withSchema((client, access) => {
      access.requireOwner('give access to projects');
      return grantAccess(client, this.location, grant);
    });
  }

  revokeAccess(revocation: AccessRevocation): Promise<AccessChange> {
    return this.#withSchema((client, access) => {
      access.requireOwner('take access to projects away');
      return revokeAccess(client, this.location, revocation);
    });
  }

  listAccess(): Promise<AccessList> {
    return this.#withSchema((client, {isOwner}) => listAccess(client, isOwner));
  }

  /** The version of a schema that was looked at closer than other commands do. */
  async #deepVersion(client: Client): Promise<number> {
    requireSameSchema(this.location, latestVersion, await depthDifferences(client));
    return latestVersion;
  }

  #withSnapshot<T>(work: (client: Client, access: RoleAccess) => Promise<T>): Promise<T> {
    return this.#withSchema((client, access) =>
      withTransaction(client, () => work(client, access), 'isolation level repeatable read read only'),
    );
  }

  #withSchema<T>(work: (client: Client, access: RoleAccess) => Promise<T>): Promise<T> {
    return withClient(this.#url, async (client) => work(client, await checkSchema(client, this.location)));
  }
}
