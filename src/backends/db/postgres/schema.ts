import type {Client} from 'pg';
import {SourceError} from '../../../core/errors.ts';
import {type MigrationStep, newerSchema} from '../database.ts';
import {withTransaction} from './connection.ts';
import {latestVersion, migrations} from './migrations/index.ts';
import {appliedVersion, createMigrationTable, recordMigration} from './queries/migrations.ts';
import {serverSettings} from './queries/server-settings.ts';

/** Any number will do as long as no other program locks the same one; this is "lse" in ASCII. */
const MIGRATION_LOCK = 0x6c7365;
const OLDEST_SERVER = 140_000;

/**
 * Applies the migrations that are missing. Each runs in a transaction that first takes the migration lock, so of two
 * callers one waits and then finds the work done.
 *
 * @throws SourceError for a schema newer than this tool, or a server too old
 */
export async function migrate(client: Client, location: string): Promise<MigrationStep[]> {
  await checkServer(client, location);
  const applied: MigrationStep[] = [];
  for (;;) {
    const step = await withTransaction(client, () => applyNext(client, location));
    if (step === null) return applied;
    applied.push(step);
  }
}

async function applyNext(client: Client, location: string): Promise<MigrationStep | null> {
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  const version = await appliedVersion(client);
  if (version > latestVersion) throw newerSchema(location, version, latestVersion);
  const next = migrations[version];
  if (next === undefined) return null;
  await createMigrationTable(client);
  await client.query(next.sql);
  await recordMigration(client, next);
  return {version: next.version, name: next.name};
}

async function checkServer(client: Client, location: string): Promise<void> {
  const {version, encoding} = await serverSettings(client);
  if (version < OLDEST_SERVER) {
    const found = Math.floor(version / 10_000);
    throw new SourceError(
      'LSE_SCHEMA',
      `The server of ${location} is PostgreSQL ${found}; lse needs 14 or newer.`,
      'Point LSE_DATABASE_URL at a newer server.',
    );
  }
  if (encoding !== 'UTF8') {
    throw new SourceError(
      'LSE_SCHEMA',
      `The database ${location} is encoded in ${encoding}; lse needs UTF8.`,
      'Make one with: createdb --encoding=UTF8 --template=template0 lse',
    );
  }
}
