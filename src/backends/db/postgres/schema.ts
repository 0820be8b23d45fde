import {SourceError} from '../../../core/errors.ts';
import {type MigrationStep, newerSchema} from '../database.ts';
import type {Client} from './client.ts';
import type {Connection} from './connection.ts';
import {latestVersion, migrations} from './migrations/index.ts';
import {appliedVersion, createMigrationTable, recordMigration} from './queries/migrations.ts';
import {type ServerSettings, serverSettings} from './queries/server-settings.ts';
import {limitStatements, withTransaction} from './transaction.ts';
import {takeTurn} from './turn.ts';

/** Any number will do as long as no other program locks the same one; this is "lse" in ASCII. */
const MIGRATION_LOCK = 0x6c7365;
const OLDEST_SERVER = 140_000;

/**
 * Applies the migrations that are missing. Each runs in a transaction that first takes the migration lock, so of two
 * callers one waits and then finds the work done. Where nothing is missing nothing is asked to be written.
 *
 * @throws SourceError for a schema newer than this tool, or a server too old
 */
export async function migrate(connection: Connection, location: string): Promise<MigrationStep[]> {
  const found = await connection.run((client) =>
    withTransaction(client, 'snapshot', async () => {
      requireServer(await serverSettings(client), location);
      return appliedVersion(client);
    }),
  );
  if (found === latestVersion) return [];
  const applied: MigrationStep[] = [];
  for (;;) {
    const step = await applyNext(connection, location);
    if (step === null) return applied;
    applied.push(step);
  }
}

/** Done again after a commit of which nobody knows, it finds its own step done, or does it. */
async function applyNext(connection: Connection, location: string): Promise<MigrationStep | null> {
  let tried: MigrationStep | null = null;
  return connection.run((client) =>
    withTransaction(client, 'write', async () => {
      await lockMigrations(client);
      const version = await appliedVersion(client);
      if (version > latestVersion) throw newerSchema(location, version, latestVersion);
      if (tried !== null && tried.version === version) return tried;
      const next = migrations[version];
      if (next === undefined) return null;
      tried = {version: next.version, name: next.name};
      await createMigrationTable(client);
      await limitStatements(client, 'table');
      await client.query(next.sql);
      await recordMigration(client, next);
      return tried;
    }),
  );
}

function lockMigrations(client: Client): Promise<void> {
  return takeTurn(client, {what: 'is migrating', retry: 'lse db migrate'}, async () => {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  });
}

/** @throws SourceError unless lse can work with such a server */
export function requireServer({version, encoding}: ServerSettings, location: string): void {
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
