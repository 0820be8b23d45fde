import type {Client} from '../client.ts';

/**
 * Takes a partition away with all its rows. No parameter can stand for a name, hence the insertion; it is as the server
 * wrote it. Without `cascade`: what refers to the partition makes this fail instead of going along.
 */
export async function dropPartition(client: Client, name: string): Promise<void> {
  await client.query(`alter table runs detach partition ${name}`);
  await client.query(`drop table ${name}`);
}
