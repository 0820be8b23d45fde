import pg from 'pg';
import type {startPostgres} from '../../scripts/postgres-server.js';

/** Drops what the run made, since the server may be the user's own, and stops it if it is ours. */
export default async function teardown(): Promise<void> {
  const {lseTestServer} = globalThis as {lseTestServer?: Awaited<ReturnType<typeof startPostgres>>};
  if (lseTestServer === undefined) return;
  const client = new pg.Client({connectionString: lseTestServer.url});
  await client.connect();
  const prefix = `lse_test_${process.env.LSE_TEST_RUN}_`;
  const {rows} = await client.query('select datname from pg_database where starts_with(datname, $1)', [prefix]);
  for (const {datname} of rows) await client.query(`drop database if exists ${datname} with (force)`);
  await client.end();
  await lseTestServer.stop();
}
