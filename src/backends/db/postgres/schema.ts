import {SourceError} from '../../../core/errors.ts';
import type {MigrateOptions, MigrationStep} from '../database.ts';
import {requireSameSchema} from '../schema-fault.ts';
import {giveRightsAgain, guardTables} from './access.ts';
import {distribute} from './citus/distribute.ts';
import type {Client} from './client.ts';
import type {Connection} from './connection.ts';
import {lockMigrations} from './migration-lock.ts';
import {latestVersion, migrations} from './migrations/index.ts';
import {createMigrationTable, recordMigration} from './queries/migrations.ts';
import {schemaPlaces} from './queries/schema-places.ts';
import type {SchemaState} from './queries/schema-state.ts';
import {type ServerSettings, serverSettings} from './queries/server-settings.ts';
import {findSchema, hiddenSchema, requireOwner} from './schema-check.ts';
import {depthDifferences} from './schema-depth.ts';
import {schemaFacts} from './schema-facts.ts';
import {repairSchema} from './schema-repair.ts';
import {isGuarded, schemaDifferences} from './schema-shape.ts';
import {foreignRuns} from './table/found-table.ts';
import {limitStatements, withTransaction} from './transaction.ts';

const OLDEST_SERVER = 140_000;

/**
 * Applies the migrations that are missing. Each runs in a transaction that first takes the migration lock, so of two callers one waits and
 * then finds the work done. If nothing is missing, it writes nothing.
 *
 * @throws SourceError for a schema that is newer than this tool or differs from its version, for a server that is too old, and for a role
 *   that may not make tables
 */
export async function migrate(
  connection: Connection,
  location: string,
  {repair, distributeBy}: MigrateOptions,
): Promise<MigrationStep[]> {
  const found = await connection.run((client) =>
    withTransaction(client, 'snapshot', async () => {
      requireServer(await serverSettings(client), location);
      return (await findSchema(client, location)).version;
    }),
  );
  const applied: MigrationStep[] = [];
  while (found + applied.length < latestVersion) {
    const step = await applyNext(connection, location);
    // Another process was faster.
    if (step === null) break;
    applied.push(step);
  }
  // Before the table is distributed: what it makes again is what one server has.
  if (repair) await connection.run((client) => repairSchema(client, location));
  await connection.run((client) => distribute(client, location, distributeBy ?? null));
  await connection.run((client) =>
    withTransaction(client, 'snapshot', async () => {
      const {state} = await findSchema(client, location);
      requireSameSchema(location, latestVersion, schemaDifferences(schemaFacts(state)));
      if (state.readsRuns) requireSameSchema(location, latestVersion, await depthDifferences(client));
    }),
  );
  return applied;
}

/** If it runs again after a commit with an unknown result, it finds its own step done, or does it. */
async function applyNext(connection: Connection, location: string): Promise<MigrationStep | null> {
  let tried: MigrationStep | null = null;
  return connection.run((client) =>
    withTransaction(client, 'write', async () => {
      await lockMigrations(client);
      const {state, version} = await findSchema(client, location);
      if (tried !== null && tried.version === version) return tried;
      const next = migrations[version];
      if (next === undefined) return null;
      if (version === 0) await requireRoom(client, location, state);
      else requireOwner(location, state);
      tried = {version: next.version, name: next.name};
      await createMigrationTable(client);
      await limitStatements(client, 'table');
      await client.query(next.sql);
      await recordMigration(client, next);
      if (isGuarded(schemaFacts(state))) {
        await guardTables(client);
        await giveRightsAgain(client);
      }
      return tried;
    }),
  );
}

/** lse must not write into tables of others, and nobody wants a second schema beside one that is only hidden. */
async function requireRoom(client: Client, location: string, {role, hasRuns}: SchemaState): Promise<void> {
  const places = await schemaPlaces(client);
  if (hasRuns) throw await foreignRuns(client, location);
  if (places.mayCreate) return;
  if (places.hiddenIn !== null) throw hiddenSchema(location, role, places.hiddenIn);
  if (places.schema === null) {
    throw new SourceError(
      'LSE_ACCESS',
      `The search path of the role ${role} names no schema of ${location} that is there and that the role may use.`,
      `Ask the owner for: grant usage, create on schema public to ${role}; or name another one with ?schema=NAME in the URL.`,
    );
  }
  const {schema} = places;
  throw new SourceError(
    'LSE_ACCESS',
    `The role ${role} may not make tables in the schema ${schema} of ${location}.`,
    `Ask its owner for: grant usage, create on schema ${schema} to ${role}`,
  );
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
