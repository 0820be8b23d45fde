import {SourceError} from '../../../core/errors.ts';
import type {MigrateOptions, MigrationStep} from '../database.ts';
import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {migrations} from './migrations/index.ts';
import {createMigrationTable, recordMigration} from './queries/migrations.ts';
import {checkSchema, findSchema} from './schema-check.ts';
import {repairSchema} from './schema-repair.ts';

/**
 * Applies the missing migrations, each in a transaction of its own. `begin immediate` takes SQLite's one write lock: if
 * two callers do this at once, one waits and then finds the work done.
 *
 * @throws SourceError for a schema that is newer than this tool or differs from its version, and if the caller wants it
 *   distributed
 */
export async function migrate(
  connection: Connection,
  location: string,
  {repair, distributeBy}: MigrateOptions,
): Promise<MigrationStep[]> {
  if (distributeBy !== undefined) throw oneFile(location);
  // In a file of another program nothing is changed, not even its journal mode.
  await findSchema(connection, location);
  // With this, readers go on while a load writes. The file keeps the setting.
  await connection.execute('pragma journal_mode = wal');
  const applied: MigrationStep[] = [];
  for (;;) {
    const step = await withTransaction(connection, 'immediate', () => applyNext(connection, location));
    if (step === null) break;
    applied.push(step);
  }
  if (repair) await repairSchema(connection, location);
  await checkSchema(connection, location);
  return applied;
}

async function applyNext(connection: Connection, location: string): Promise<MigrationStep | null> {
  const {version} = await findSchema(connection, location);
  const next = migrations[version];
  if (next === undefined) return null;
  await createMigrationTable(connection);
  await connection.execute(next.sql);
  await recordMigration(connection, next);
  return {version: next.version, name: next.name};
}

function oneFile(location: string): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `The database ${location} is one file, and cannot be distributed.`,
    'Leave --distribute-by out, or name a PostgreSQL server with the extension citus in LSE_DATABASE_URL: lse db migrate',
  );
}
