import pg from 'pg';
import {createDatabase} from '../../scripts/postgres-database.js';
import type {Distribution} from '../../src/backends/db/database.ts';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import type {TestDatabase} from './postgres.ts';

/** The coordinator of a cluster to test on: any database of it that knows its workers, as a superuser. */
export const citusUrl = process.env.LSE_TEST_CITUS_URL;

/** Any number that nothing else locks. */
const ADD_NODE_LOCK = 7_274_102;

/** How the tables of tests are distributed there. */
const citusBy: Distribution = process.env.LSE_TEST_CITUS_BY === 'run' ? 'run' : 'project';

/** By run, Citus takes no update of a run id, which would move the row to another node. */
export const mayChangeRunId = citusUrl === undefined || citusBy === 'project';

/** Why a test is skipped that needs one. */
export const NO_CITUS = 'LSE_TEST_CITUS_URL names no cluster';

/** For a test of what a cluster does not have: it is skipped there. The reason stands beside the call. */
export function onOneServer<Test extends {readonly skip: unknown}>(test: Test, kind = 'postgres'): Test {
  return citusUrl === undefined || !kind.startsWith('postgres') ? test : (test.skip as Test);
}

/** The partition of a row, by the name that the server gives: on a cluster, that of a shard with its number. */
export function partitionOf(place: string): string {
  return place.replace(/_\d{6,}$/, '');
}

/** What a migration says besides, if it distributes the table. */
export function withoutDistribution(stderr: string): string {
  return stderr.replace(/^The table runs of \S+ was distributed by \w+, over \d+ nodes?\.\n/m, '');
}

export interface Node {
  readonly host: string;
  readonly port: number;
}

/** A database on all nodes of the cluster, which know each other. Databases cannot be cloned there: a daemon of the extension is in each. */
export async function createCitusDatabase(
  coordinator: string,
  name: string,
  kind: 'empty' | 'migrated',
): Promise<TestDatabase> {
  const workers = await citusWorkers(coordinator);
  const database = await createNodes(coordinator, name, workers);
  for (const worker of workers) await addNode(coordinator, database.url, worker);
  if (kind === 'migrated') await new PostgresDatabase(database.url).migrate({repair: false, distributeBy: citusBy});
  return database;
}

/** The workers that the coordinator knows, in the order in which it got to know them. */
export function citusWorkers(coordinator: string): Promise<Node[]> {
  return askNode<Node>(
    coordinator,
    `select nodename as host, nodeport as port from pg_dist_node where groupid <> 0 and noderole = 'primary' order by nodeid`,
  );
}

/** A database with the extension on the coordinator and each of these workers. The coordinator does not know the workers yet. */
export async function createNodes(coordinator: string, name: string, workers: readonly Node[]): Promise<TestDatabase> {
  const nodes = [coordinator, ...workers.map((worker) => urlOfNode(coordinator, worker))];
  const databases = await Promise.all(nodes.map((node) => createDatabase(node, name)));
  await Promise.all(databases.map(({url}) => askNode(url, 'create extension citus')));
  const [{url}] = databases as [TestDatabase];
  const {hostname, port} = new URL(coordinator);
  await askNode(url, `select citus_set_coordinator_host('${hostname}', ${port || 5432})`);
  return {
    url,
    drop: async () => {
      await Promise.all(databases.map((database) => dropInTime(database)));
    },
  };
}

/** The extension's daemon, which the server ends for this, may be back before the database is gone. */
async function dropInTime(database: TestDatabase, attempts = 5): Promise<void> {
  try {
    await database.drop();
  } catch (error) {
    if ((error as {code?: string}).code !== '55006' || attempts === 1) throw error;
    await dropInTime(database, attempts - 1);
  }
}

/** One after the other: a new node is told of all roles, which all databases share. */
export async function addNode(coordinator: string, url: string, {host, port}: Node): Promise<void> {
  const client = new pg.Client({connectionString: coordinator});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADD_NODE_LOCK]);
    await askNode(url, `select citus_add_node('${host}', ${port})`);
  } finally {
    await client.end();
  }
}

export function urlOfNode(coordinator: string, {host, port}: Node): string {
  const url = new URL(coordinator);
  url.hostname = host;
  url.port = String(port);
  return url.href;
}

export async function askNode<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
