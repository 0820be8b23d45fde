import type {Client} from '../client.ts';

/** While a lock is waited for, everybody who comes later waits behind it, reports too; hence only for so long. */
const waitSql = `set local lock_timeout = '3s'`;

/** For the rest of the transaction: no lock is waited for longer than a moment. */
export async function limitLockWait(client: Client): Promise<void> {
  await client.query(waitSql);
}

/** The table and its partitions, for the rest of the transaction. */
export async function lockOutEverybody(client: Client): Promise<void> {
  await client.query('lock table runs in access exclusive mode');
}

/** The same, but reports go on. */
export async function lockOutWriters(client: Client): Promise<void> {
  await client.query('lock table runs in share row exclusive mode');
}
