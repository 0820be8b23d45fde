import type {startPostgres} from '../../scripts/postgres-server.js';

export default async function teardown(): Promise<void> {
  const {lseTestServer} = globalThis as {lseTestServer?: Awaited<ReturnType<typeof startPostgres>>};
  await lseTestServer?.stop();
}
