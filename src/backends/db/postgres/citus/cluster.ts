import type {Distribution} from '../../database.ts';
import type {Client} from '../client.ts';
import {distributionColumn} from './queries/distribution.ts';
import {placements} from './queries/placements.ts';

/** The columns whose hash gives a row its node. */
export const DISTRIBUTIONS: Readonly<Record<Distribution, string>> = {project: 'project', run: 'run_id'};

/** Nodes of Citus over which the table of runs is distributed; lse is connected to the coordinator. */
export interface Cluster {
  readonly by: Distribution;
}

/** What the server says about the table of runs, if it has the extension; null if the table lies on this server alone. */
export async function findCluster(client: Client): Promise<Cluster | null> {
  const column = await distributionColumn(client);
  if (column === null) return null;
  return {by: column === DISTRIBUTIONS.project ? 'project' : 'run'};
}

/**
 * The end of a state of rows. A row is known by the number of the transaction that wrote it, and each node counts its own: if a row moved
 * to another node, its number says nothing. Empty on a single server.
 */
export async function placedOn(client: Client, cluster: Cluster | null): Promise<string> {
  return cluster === null ? '' : ` ${await placements(client)}`;
}
