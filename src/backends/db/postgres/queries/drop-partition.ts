import {serverName, sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';

/**
 * Takes a partition away with all its rows; its name is as the server wrote it. Without `cascade`: what refers to the
 * partition makes this fail instead of going along.
 */
export async function dropPartition(client: Client, name: string): Promise<void> {
  await client.query(sqlText`alter table runs detach partition ${serverName(name)}`.text);
  await client.query(sqlText`drop table ${serverName(name)}`.text);
}
