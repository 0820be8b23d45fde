import {randomBytes} from 'node:crypto';
import pg from 'pg';
import {createDatabase} from '../../scripts/postgres-database.js';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import {citusUrl, createCitusDatabase} from './citus.ts';

/** Any number that nothing else locks. */
const TEMPLATE_LOCK = 7_274_101;

/** Runs `work` on a client that reads values as the driver does by default. */
export async function withPlainClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new database: empty, or a clone of one that has been migrated. On the cluster that `LSE_TEST_CITUS_URL` names, where it does. */
export async function createPostgresDatabase(kind: 'empty' | 'migrated'): Promise<TestDatabase> {
  if (citusUrl !== undefined) {
    return createCitusDatabase(citusUrl, `${databasePrefix()}${randomBytes(8).toString('hex')}`, kind);
  }
  const server = serverUrl();
  const template = kind === 'migrated' ? await migratedTemplate(server) : undefined;
  return createDatabase(server, `${databasePrefix()}${randomBytes(8).toString('hex')}`, template);
}

/** What the names of all databases of this run start with; the teardown drops those. */
function databasePrefix(): string {
  return `lse_test_${process.env.LSE_TEST_RUN}_`;
}

function serverUrl(): string {
  const url = process.env.LSE_TEST_SERVER_URL;
  if (url === undefined) throw new Error('The global setup has not started a server.');
  return url;
}

/** Made once a run, by whichever worker needs it first; cloning it is ten times as fast as migrating. */
function migratedTemplate(server: string): Promise<string> {
  const template = `${databasePrefix()}template`;
  return withPlainClient(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const {rowCount} = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) {
      // Under its name only once it is complete, so that a failed migration fails every test that asks for it.
      const draft = await createDatabase(server, `${template}_${randomBytes(4).toString('hex')}`);
      await new PostgresDatabase(draft.url).migrate();
      await client.query(`alter database ${new URL(draft.url).pathname.slice(1)} rename to ${template}`);
    }
    return template;
  });
}
