import type {Distribution} from '../../database.ts';
import type {Client} from '../client.ts';
import {distributionColumn} from './queries/distribution.ts';
import {placements} from './queries/placements.ts';

/** The columns by whose hash a row has its node. */
export const DISTRIBUTIONS: Readonly<Record<Distribution, string>> = {project: 'project', run: 'run_id'};

/** Nodes of Citus over which the table of runs is distributed; the one that is connected to is the coordinator. */
export interface Cluster {
  readonly by: Distribution;
}

/** What the server says of the table of runs, where it has the extension; null where that is a table of this server alone. */
export async function findCluster(client: Client): Promise<Cluster | null> {
  const column = await distributionColumn(client);
  if (column === null) return null;
  return {by: column === DISTRIBUTIONS.project ? 'project' : 'run'};
}

/**
 * What a state of rows ends with. A row is known by the transaction that wrote it, and each node counts its own: where a row moved to
 * another node, its number says nothing. Empty on a single server.
 */
export async function placedOn(client: Client, cluster: Cluster | null): Promise<string> {
  return cluster === null ? '' : ` ${await placements(client)}`;
}
