import {SourceError} from '../../../core/errors.ts';
import {requireVersion} from '../database.ts';
import {requireSameSchema, type SchemaDifference, versionOf} from '../schema-fault.ts';
import {serverName, sqlText} from '../sql-text.ts';
import {type Cluster, findCluster} from './citus/cluster.ts';
import type {Client} from './client.ts';
import {latestVersion} from './migrations/index.ts';
import {appliedVersions} from './queries/migrations.ts';
import {ownAccess} from './queries/own-access.ts';
import {schemaPlaces} from './queries/schema-places.ts';
import {type SchemaState, schemaState} from './queries/schema-state.ts';
import {RoleAccess} from './role-access.ts';
import {schemaFacts} from './schema-facts.ts';
import {functionNames, isGuarded, schemaDifferences, tableNames} from './schema-shape.ts';
import {foreignRuns} from './table/found-table.ts';

/** What is there, and which version it claims to be; 0 if there is no schema. */
export interface FoundSchema {
  readonly state: SchemaState;
  readonly version: number;
}

/** A schema that this tool works with: what the role may do in it, and its nodes, if there is more than one. */
export interface CheckedSchema {
  readonly access: RoleAccess;
  readonly cluster: Cluster | null;
}

/**
 * Whether the schema is the one that this tool works with, and what the role may do in it. Every command runs it. It takes two queries, one
 * more for a role under row-level security, and one more on a cluster.
 *
 * @throws SourceError for a schema that is missing, older, newer or changed, and for a role that may read nothing of it
 */
export async function checkSchema(client: Client, location: string): Promise<CheckedSchema> {
  const {state, version} = await findSchema(client, location);
  if (version === 0) await explainMissing(client, location, state);
  requireVersion(location, version, latestVersion);
  requireSameSchema(location, version, schemaDifferences(schemaFacts(state)));
  if (!state.readsRuns) throw unreadable(location, state, 'runs');
  return {access: await accessOf(client, location, state), cluster: state.hasCitus ? await findCluster(client) : null};
}

/** @throws SourceError if the version of the schema cannot be known */
export async function findSchema(client: Client, location: string): Promise<FoundSchema> {
  const state = await schemaState(client, tableNames, functionNames);
  if (!state.hasMigrations) return {state, version: 0};
  const faults = schemaDifferences(schemaFacts(state)).filter(isOfMigrations);
  requireSameSchema(location, latestVersion, faults);
  if (!state.readsMigrations) throw unreadable(location, state, 'lse_migrations');
  const versions = await appliedVersions(client);
  return {state, version: versionOf(location, versions, {latest: latestVersion, hasRuns: state.hasRuns})};
}

/** The table that decides about everything else, so it is checked first. */
function isOfMigrations({what}: SchemaDifference): boolean {
  return /\blse_migrations\b/.test(what);
}

/** A role without rights on the schema does not see that there is one; `migrate` would make a second one. */
async function explainMissing(client: Client, location: string, {role, hasRuns}: SchemaState): Promise<void> {
  const {hiddenIn, unlistedIn, mayCreate} = await schemaPlaces(client);
  // A role that may make tables can have a schema of its own, beside those of others.
  if (hiddenIn !== null && !mayCreate) throw hiddenSchema(location, role, hiddenIn);
  if (unlistedIn !== null) {
    throw new SourceError(
      'LSE_SCHEMA',
      `The tables of lse are in the schema ${unlistedIn} of ${location}, which is not in the search path of the role ${role}.`,
      `Put it there: alter role ${role} set search_path = ${unlistedIn}; or make tables in a schema that is: lse db migrate`,
    );
  }
  if (hasRuns) throw await foreignRuns(client, location);
}

export function hiddenSchema(location: string, role: string, schema: string): SourceError {
  return new SourceError(
    'LSE_ACCESS',
    `The role ${role} may not use the schema ${schema} of ${location}, in which the tables of lse are.`,
    `Ask its owner for: grant usage on schema ${schema} to ${role}`,
  );
}

/** @throws SourceError for a role that may not change the tables that are there */
export function requireOwner(location: string, {role, owner, isOwner}: SchemaState, command = 'lse db migrate'): void {
  if (isOwner || owner === null) return;
  throw new SourceError(
    'LSE_ACCESS',
    `The role ${role} may not change the schema of ${location}: that is for ${owner}, who owns the table runs.`,
    `Connect as ${owner}, and run again: ${command}`,
  );
}

function unreadable(location: string, state: SchemaState, table: string): SourceError {
  const {role, owner} = state;
  const grant = isGuarded(schemaFacts(state))
    ? `lse db access grant ${role} --project NAME`
    : sqlText`grant select on runs, lse_migrations to ${serverName(role)}`.text;
  return new SourceError(
    'LSE_ACCESS',
    `The role ${role} may not read the table ${table} of ${location}.`,
    `Ask ${owner ?? 'its owner'}, who owns it, for: ${grant}`,
  );
}

/** @throws SourceError if row-level security hides every row from the role */
async function accessOf(client: Client, location: string, state: SchemaState): Promise<RoleAccess> {
  const {role, isOwner, isLimited, writesRuns} = state;
  const owner = state.owner ?? 'the owner';
  const rights = {location, role, owner, isOwner, isLimited};
  const runs = state.tables.find(({name}) => name === 'runs');
  if (isLimited && (runs?.policies ?? null) === null) {
    throw new SourceError(
      'LSE_ACCESS',
      `Row-level security hides every row of runs in ${location} from the role ${role}: no policy lets anybody see one.`,
      `Ask ${owner}, who owns it, for: lse db access grant ${role} --project NAME`,
    );
  }
  const isOurs = isGuarded(schemaFacts(state));
  if (!isLimited || !isOurs) return new RoleAccess({...rights, readable: null, writable: writesRuns ? null : []});
  const entries = await ownAccess(client);
  if (entries.length === 0) {
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} may read no project of ${location}.`,
      `Ask ${owner}, who owns it, for: lse db access grant ${role} --project NAME`,
    );
  }
  const written = writesRuns ? entries.filter(({canWrite}) => canWrite) : [];
  return new RoleAccess({...rights, readable: projectsOf(entries), writable: projectsOf(written)});
}

function projectsOf(entries: readonly {readonly project: string | null}[]): string[] | null {
  const projects = entries.map(({project}) => project);
  return projects.includes(null) ? null : (projects as string[]);
}
