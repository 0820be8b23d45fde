import {requireVersion} from '../database.ts';
import {requireSameSchema, versionOf} from '../schema-fault.ts';
import type {Connection} from './driver.ts';
import {latestVersion} from './migrations/index.ts';
import {appliedVersions} from './queries/migrations.ts';
import {type SchemaObject, schemaObjects} from './queries/schema-objects.ts';
import {schemaDifferences} from './schema-shape.ts';
import {foreignRuns} from './table/found-table.ts';

/**
 * Whether the schema is the one that this tool works with. For every command, in two queries.
 *
 * @throws SourceError for a schema that is missing, older, newer or changed
 */
export async function checkSchema(connection: Connection, location: string): Promise<void> {
  const {objects, version} = await findSchema(connection, location);
  requireVersion(location, version, latestVersion);
  requireSameSchema(location, version, schemaDifferences(objects));
}

/**
 * What there is, and which version that is said to be; 0 where there is nothing of ours.
 *
 * @throws SourceError where it cannot be known which schema that is
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

/** Whether lse noted anything of a schema here. */
export async function findOurs(connection: Connection): Promise<boolean> {
  return (await schemaObjects(connection)).some(({name}) => name === 'lse_migrations');
}
