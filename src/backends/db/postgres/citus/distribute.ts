import {SourceError} from '../../../../core/errors.ts';
import type {Distribution} from '../../database.ts';
import type {Client} from '../client.ts';
import {lockMigrations} from '../migration-lock.ts';
import type {SchemaState} from '../queries/schema-state.ts';
import {findSchema, requireOwner} from '../schema-check.ts';
import {schemaFacts} from '../schema-facts.ts';
import {isGuarded, schemaDifferences} from '../schema-shape.ts';
import {limitStatements, withTransaction} from '../transaction.ts';
import {DISTRIBUTIONS, findCluster} from './cluster.ts';
import {allowTrigger, distributeTable} from './queries/distribute-table.ts';
import {ensuresPartitions, makeEnsurePartition} from './queries/ensure-partition.ts';
import {nodeCount} from './queries/nodes.ts';

/**
 * If the server has the extension, it distributes the table of runs, and later partitions with it. A table that is distributed already
 * stays so. The other tables are small, and queries read them beside that one, so they stay on the coordinator; the extension itself copies
 * the functions to every node. It is one transaction, and all existing rows go to the nodes.
 *
 * @throws SourceError for a server without the extension if the user asked for a way of distributing, for a table that is distributed in
 *   the other way, and for one with access by project
 */
export async function distribute(client: Client, location: string, wished: Distribution | null): Promise<void> {
  const isDone = await withTransaction(client, 'snapshot', async () => {
    const {state} = await findSchema(client, location);
    if (!state.hasCitus && wished !== null) throw withoutExtension(location);
    if (!state.hasCitus || differs(state)) return true;
    const cluster = await findCluster(client);
    if (cluster !== null && wished !== null && cluster.by !== wished) throw otherwise(location, cluster.by, wished);
    return cluster !== null && (await ensuresPartitions(client));
  });
  if (isDone) return;
  await withTransaction(client, 'write', async () => {
    await lockMigrations(client);
    const {state} = await findSchema(client, location);
    if (differs(state)) return;
    requireOwner(location, state);
    if (isGuarded(schemaFacts(state))) throw accessOnCluster(location);
    await limitStatements(client, 'table');
    await allowTrigger(client);
    // This comes first: once several connections have copied rows, the extension makes no more functions.
    await makeEnsurePartition(client);
    if ((await findCluster(client)) !== null) return;
    const by = wished ?? 'project';
    await distributeTable(client, DISTRIBUTIONS[by]);
    client.context.notice(
      `The table runs of ${location} was distributed by ${by}, over ${nodesText(await nodeCount(client))}.`,
    );
  });
}

/** Such a schema stays as it is: what looks at it afterwards names what differs. */
function differs(state: SchemaState): boolean {
  return schemaDifferences(schemaFacts(state)).length > 0;
}

function nodesText(nodes: number): string {
  return nodes === 1 ? '1 node' : `${nodes} nodes`;
}

/** A policy would have to ask another table for this, on nodes that do not have it. */
export function accessOnCluster(location: string): SourceError {
  return new SourceError(
    'LSE_ACCESS',
    `Access by project is not possible in ${location}: the table runs is distributed, or will be, and Citus takes no policy that asks another table.`,
    'Give a role the whole table: grant select on runs, lse_migrations to NAME; or keep a database for those who may see less.',
  );
}

function withoutExtension(location: string): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `The table runs of ${location} cannot be distributed: the database has no extension citus.`,
    'Make it first, and add the nodes: create extension citus; or leave --distribute-by out: lse db migrate',
  );
}

function otherwise(location: string, by: Distribution, wished: Distribution): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `The table runs of ${location} is distributed by ${by} already, not by ${wished}; nothing was changed.`,
    `Make a new database for it, and load that: lse db migrate --distribute-by ${wished}`,
  );
}
