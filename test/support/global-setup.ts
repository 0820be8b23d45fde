import {randomBytes} from 'node:crypto';
import {startPostgres} from '../../scripts/postgres-server.js';

/**
 * A server for each worker, one after the other of whose files share it; `test/support/postgres.ts` makes a database of it for each
 * test file.
 */
export default async function setup({maxWorkers}: {readonly maxWorkers: number}): Promise<void> {
  // No test asks anybody else's server, and each of thousands of processes would read them first, in 65 ms.
  delete process.env.NODE_EXTRA_CA_CERTS;
  const servers = await Promise.all(Array.from({length: maxWorkers}, () => startPostgres()));
  process.env.LSE_TEST_SERVER_URLS = JSON.stringify(servers.map(({url}) => url));
  process.env.LSE_TEST_RUN = randomBytes(4).toString('hex');
  (globalThis as {lseTestServers?: typeof servers}).lseTestServers = servers;
}
