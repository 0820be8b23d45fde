import {randomBytes} from 'node:crypto';
import pg from 'pg';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';

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

/** A new database: empty, or a clone of one that has been migrated. */
export async function createPostgresDatabase(kind: 'empty' | 'migrated'): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `lse_test_${randomBytes(8).toString('hex')}`;
  const template = kind === 'migrated' ? await migratedTemplate(server) : 'template0';
  await withPlainClient(server, (client) => client.query(`create database ${name} template ${template}`));
  const drop = async (): Promise<void> => {
    await withPlainClient(server, (client) => client.query(`drop database ${name} with (force)`));
  };
  return {url: databaseUrl(server, name), drop};
}

function serverUrl(): string {
  const url = process.env.LSE_TEST_SERVER_URL;
  if (url === undefined) throw new Error('The global setup has not started a server.');
  return url;
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Made once a run, by whichever worker needs it first; cloning it is ten times as fast as migrating. */
function migratedTemplate(server: string): Promise<string> {
  const template = `lse_template_${process.env.LSE_TEST_RUN ?? process.ppid}`;
  return withPlainClient(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const {rowCount} = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) {
      await client.query(`create database ${template} template template0 encoding 'UTF8'`);
      await new PostgresDatabase(databaseUrl(server, template)).migrate();
    }
    return template;
  });
}
