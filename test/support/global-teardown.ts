import pg from 'pg';
import type {Server} from '../../scripts/postgres-server.js';

/** Nothing that jest does limits it, in milliseconds. */
const LIMIT = 60_000;

/** Drops what the run made, since the servers may be one of the user's own, and stops those that are ours. */
export default async function teardown(): Promise<void> {
  const {lseTestServers} = globalThis as {lseTestServers?: readonly Server[]};
  for (const server of lseTestServers ?? []) await takeAway(server);
}

async function takeAway(server: Server): Promise<void> {
  const client = new pg.Client({connectionString: server.url, connectionTimeoutMillis: LIMIT, query_timeout: LIMIT});
  await client.connect();
  const prefix = `lse_test_${process.env.LSE_TEST_RUN}_`;
  const {rows} = await client.query('select datname from pg_database where starts_with(datname, $1)', [prefix]);
  for (const {datname} of rows) await client.query(`drop database if exists ${datname} with (force)`);
  await client.end();
  await server.stop();
}
