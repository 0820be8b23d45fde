import type {Client} from 'pg';
import {SourceError} from '../../../core/errors.ts';
import type {MigrateOptions, MigrationStep} from '../database.ts';
import {foreignTable, requireSameSchema} from '../schema-fault.ts';
import {guardTables} from './access.ts';
import {withTransaction} from './connection.ts';
import {latestVersion, migrations} from './migrations/index.ts';
import {createMigrationTable, recordMigration} from './queries/migrations.ts';
import {schemaPlaces} from './queries/schema-places.ts';
import type {SchemaState} from './queries/schema-state.ts';
import {serverSettings} from './queries/server-settings.ts';
import {findSchema, hiddenSchema} from './schema-check.ts';
import {depthDifferences} from './schema-depth.ts';
import {schemaFacts} from './schema-facts.ts';
import {repairSchema} from './schema-repair.ts';
import {isGuarded, schemaDifferences} from './schema-shape.ts';

/** Any number will do as long as no other program locks the same one; this is "lse" in ASCII. */
const MIGRATION_LOCK = 0x6c7365;
const OLDEST_SERVER = 140_000;

/**
 * Applies the migrations that are missing. Each runs in a transaction that first takes the migration lock, so of two
 * callers one waits and then finds the work done.
 *
 * @throws SourceError for a schema newer than this tool, or that is not what it says, or a server too old; and for a role that
 * may not make tables
 */
export async function migrate(
  client: Client,
  location: string,
  {repair}: MigrateOptions = {repair: false},
): Promise<MigrationStep[]> {
  await checkServer(client, location);
  const applied: MigrationStep[] = [];
  for (;;) {
    const step = await withTransaction(client, () => applyNext(client, location));
    if (step === null) break;
    applied.push(step);
  }
  if (repair) {
    requireOwner(location, (await findSchema(client, location)).state);
    await repairSchema(client, location);
  }
  const {state} = await findSchema(client, location);
  requireSameSchema(location, latestVersion, schemaDifferences(schemaFacts(state)));
  if (state.readsRuns) requireSameSchema(location, latestVersion, await depthDifferences(client));
  return applied;
}

async function applyNext(client: Client, location: string): Promise<MigrationStep | null> {
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  const {state, version} = await findSchema(client, location);
  const next = migrations[version];
  if (next === undefined) return null;
  if (version === 0) await requireRoom(client, location, state);
  else requireOwner(location, state);
  await createMigrationTable(client);
  await client.query(next.sql);
  await recordMigration(client, next);
  if (isGuarded(schemaFacts(state))) await guardTables(client);
  return {version: next.version, name: next.name};
}

/** Tables of others are not ours to write into, and a second schema beside one that is only hidden is nobody's wish. */
async function requireRoom(client: Client, location: string, {role, hasRuns}: SchemaState): Promise<void> {
  const places = await schemaPlaces(client);
  if (hasRuns) throw foreignTable(location, 'runs');
  if (places.mayCreate) return;
  if (places.hiddenIn !== null) throw hiddenSchema(location, role, places.hiddenIn);
  const schema = places.schema ?? 'public';
  throw new SourceError(
    'LSE_ACCESS',
    `The role ${role} may not make tables in the schema ${schema} of ${location}.`,
    `Ask its owner for: grant usage, create on schema ${schema} to ${role}`,
  );
}

function requireOwner(location: string, {role, owner, isOwner}: SchemaState): void {
  if (isOwner || owner === null) return;
  throw new SourceError(
    'LSE_ACCESS',
    `The role ${role} may not change the schema of ${location}: that is for ${owner}, who owns the table runs.`,
    `Connect as ${owner}, and run again: lse db migrate`,
  );
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
