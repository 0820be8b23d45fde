import {serverName, sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';

/**
 * Drops a partition with all its rows; its name is as the server wrote it. There is no `cascade`: if anything refers to
 * the partition, this fails.
 */
export async function dropPartition(client: Client, name: string): Promise<void> {
  await client.query(sqlText`alter table runs detach partition ${serverName(name)}`.text);
  await client.query(sqlText`drop table ${serverName(name)}`.text);
}
