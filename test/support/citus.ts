import pg from 'pg';
import {createDatabase} from '../../scripts/postgres-database.js';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import type {TestDatabase} from './postgres.ts';

/** The coordinator of a cluster to test on: any database of it that knows its workers, as a superuser. */
export const citusUrl = process.env.LSE_TEST_CITUS_URL;

/** How the tables of tests are distributed there. */
const citusBy = process.env.LSE_TEST_CITUS_BY === 'run' ? 'run' : 'project';

/** Why a test is skipped that needs one. */
export const NO_CITUS = 'LSE_TEST_CITUS_URL names no cluster';

/** A database on all nodes of the cluster, which know each other. Databases cannot be cloned there: a daemon of the extension is in each. */
export async function createCitusDatabase(
  coordinator: string,
  name: string,
  kind: 'empty' | 'migrated',
): Promise<TestDatabase> {
  const workers = await ask<{host: string; port: number}>(
    coordinator,
    `select nodename as host, nodeport as port from pg_dist_node where groupid <> 0 and noderole = 'primary' order by nodeid`,
  );
  const nodes = [coordinator, ...workers.map(({host, port}) => at(coordinator, host, port))];
  const databases = await Promise.all(nodes.map((node) => createDatabase(node, name)));
  await Promise.all(databases.map(({url}) => ask(url, 'create extension citus')));
  const [{url}] = databases as [TestDatabase];
  const {hostname, port} = new URL(coordinator);
  await ask(url, `select citus_set_coordinator_host('${hostname}', ${port || 5432})`);
  for (const worker of workers) await ask(url, `select citus_add_node('${worker.host}', ${worker.port})`);
  if (kind === 'migrated') await new PostgresDatabase(url).migrate({repair: false, distributeBy: citusBy});
  return {
    url,
    drop: async () => {
      for (const database of databases) await database.drop();
    },
  };
}

function at(coordinator: string, host: string, port: number): string {
  const url = new URL(coordinator);
  url.hostname = host;
  url.port = String(port);
  return url.href;
}

async function ask<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
