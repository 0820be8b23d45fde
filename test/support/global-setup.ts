import {randomBytes} from 'node:crypto';
import {startPostgres} from '../../scripts/postgres-server.js';

/** One server for the whole run; `test/support/postgres.ts` makes a database of it for each test file. */
export default async function setup(): Promise<void> {
  const server = await startPostgres();
  process.env.LSE_TEST_SERVER_URL = server.url;
  process.env.LSE_TEST_RUN = randomBytes(4).toString('hex');
  (globalThis as {lseTestServer?: typeof server}).lseTestServer = server;
}
