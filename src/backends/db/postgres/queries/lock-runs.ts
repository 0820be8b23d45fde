import type {Client} from '../client.ts';

/** While lse waits for a lock, all later statements wait behind it, reports too; hence this limit. */
const waitSql = `set local lock_timeout = '3s'`;

/** For the rest of the transaction: no statement waits longer than a moment for a lock. */
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
