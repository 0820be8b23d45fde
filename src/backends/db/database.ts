import type {Adoption, AdoptionOptions} from '../../core/adoption.ts';
import type {AccessChange, AccessGrant, AccessList, AccessRevocation} from '../../core/database-access.ts';
import type {DatabaseFacts} from '../../core/database-facts.ts';
import {SourceError} from '../../core/errors.ts';
import type {IndexChange} from '../../core/index-change.ts';
import type {PruneReport, PruneScope} from '../../core/prune-report.ts';
import type {RecordStore, StoreStatus} from '../../core/record-store.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {StoredDays} from '../../core/stored-day.ts';

/** A migration that `lse db migrate` applied or would apply. Versions count up from 1 without gaps. */
export interface MigrationStep {
  readonly version: number;
  readonly name: string;
}

/**
 * What decides the node of a row on a server with several nodes: all rows of a project lie on one node, or each run
 * lies by itself.
 */
export type Distribution = 'project' | 'run';

export interface MigrateOptions {
  /** Makes missing or changed parts again if they hold no records. */
  readonly repair: boolean;
  /** How to distribute the table if the server has several nodes; absent: by project, unless it is distributed already. */
  readonly distributeBy?: Distribution;
}

export interface SourceOptions {
  /** Ends running statements, at the server too, and every later one. */
  readonly signal?: AbortSignal;
}

/** A database of one kind behind one URL. Connections live no longer than the callback that they are opened for. */
export interface Database {
  /** `postgres` or `sqlite`. */
  readonly kind: string;
  /** The URL without its password. */
  readonly location: string;
  /** Applies the missing migrations, each in a transaction, and returns them. It checks that the schema is whole. */
  migrate(options?: MigrateOptions): Promise<MigrationStep[]>;
  /**
   * Takes over a table `runs` that another program made, in one transaction; without `apply` it only says what would happen. Null if there
   * is no such table, or if it belongs to lse.
   */
  adopt(options: AdoptionOptions): Promise<Adoption | null>;
  /** Everything that `work` reads comes from one snapshot of the database. */
  withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    options?: SourceOptions,
  ): Promise<T>;
  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T>;
  status(): Promise<StoreStatus>;
  /**
   * What it says about itself, whatever is wrong with its schema. Absent for a database without a schema of lse.
   *
   * @throws SourceError if it cannot be reached
   */
  inspect?(options?: SourceOptions): Promise<DatabaseFacts>;
  /** Deletes old records in one transaction; without `apply` it only says what would go. */
  prune(scope: PruneScope, options: {readonly apply: boolean}): Promise<PruneReport>;
  /** Drops the secondary indexes; every answer stays the same. */
  dropIndexes(): Promise<IndexChange[]>;
  /** The missing secondary indexes. */
  missingIndexes(): Promise<string[]>;
  /** Creates the missing secondary indexes. */
  createIndexes(): Promise<IndexChange[]>;
  /** Lets a role see and write projects; the first grant hides all rows from others. SQLite has no roles, and refuses. */
  grantAccess(grant: AccessGrant): Promise<AccessChange>;
  revokeAccess(revocation: AccessRevocation): Promise<AccessChange>;
  listAccess(): Promise<AccessList>;
}

/**
 * `found` is never above `latest`: reading the versions refuses that.
 *
 * @throws SourceError unless the database's schema is exactly the one that this version of the tool works with
 */
export function requireVersion(location: string, found: number, latest: number): void {
  if (found === latest) return;
  const message =
    found === 0
      ? `The database ${location} has no lse schema yet.`
      : `The database ${location} has schema version ${found}; this lse needs version ${latest}.`;
  throw new SourceError('LSE_SCHEMA', message, 'Create or update it with: lse db migrate');
}

export function newerSchema(location: string, found: number, latest: number): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `The database ${location} has schema version ${found}, newer than this lse knows (${latest}).`,
    'Update this lse to the version that made it, then try: lse db status',
  );
}
