import {LedgerError} from '../../../core/errors.ts';

/** A step of the tables of a ledger. One that was released is never changed. */
export interface LedgerMigration {
  readonly version: number;
  readonly sql: string;
}

/**
 * Those that a ledger of this version lacks, in their order.
 *
 * @throws LedgerError for a ledger that is newer than this tool
 */
export function missingMigrations(
  location: string,
  migrations: readonly LedgerMigration[],
  version: number,
): readonly LedgerMigration[] {
  const latest = Math.max(...migrations.map((migration) => migration.version));
  if (version > latest) {
    throw new LedgerError(
      `The ledger ${location} has version ${version}, newer than this lse knows (${latest}).`,
      'Update this lse to the version that made it, then try: lse rollout status',
    );
  }
  return migrations.filter((migration) => migration.version > version);
}
