import {requireVersion} from '../database.ts';
import {requireSameSchema, versionOf} from '../schema-fault.ts';
import type {Connection} from './driver.ts';
import {latestVersion} from './migrations/index.ts';
import {appliedVersions} from './queries/migrations.ts';
import {type SchemaObject, schemaObjects} from './queries/schema-objects.ts';
import {schemaDifferences} from './schema-shape.ts';
import {foreignRuns} from './table/found-table.ts';

/**
 * Whether the schema is the one that this tool works with. Every command runs it; it takes two queries.
 *
 * @throws SourceError for a schema that is missing, older, newer or changed
 */
export async function checkSchema(connection: Connection, location: string): Promise<void> {
  const {objects, version} = await findSchema(connection, location);
  requireVersion(location, version, latestVersion);
  requireSameSchema(location, version, schemaDifferences(objects));
}

/**
 * What is there, and which version it claims to be; 0 if there is nothing of ours.
 *
 * @throws SourceError if the version of the schema cannot be known
 */
export async function findSchema(
  connection: Connection,
  location: string,
): Promise<{objects: readonly SchemaObject[]; version: number}> {
  const objects = await schemaObjects(connection);
  const has = (name: string): boolean => objects.some((each) => each.name === name);
  if (!has('lse_migrations')) {
    if (has('runs')) throw await foreignRuns(connection, location);
    return {objects, version: 0};
  }
  const faults = schemaDifferences(objects).filter(({what}) => /\blse_migrations\b/.test(what));
  requireSameSchema(location, latestVersion, faults);
  const versions = await appliedVersions(connection);
  return {objects, version: versionOf(location, versions, {latest: latestVersion, hasRuns: has('runs')})};
}

/** Whether lse noted a schema here. */
export async function findOurs(connection: Connection): Promise<boolean> {
  return (await schemaObjects(connection)).some(({name}) => name === 'lse_migrations');
}
