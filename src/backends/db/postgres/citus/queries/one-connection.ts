import type {Client} from '../../client.ts';

/** On a single server this name means nothing. */
export const sql = `set local citus.multi_shard_modify_mode = 'sequential'`;

/**
 * From here on the transaction uses one connection to each node: once a table was read on several, the extension makes no more functions.
 */
export async function askOnOneConnection(client: Client): Promise<void> {
  await client.query(sql);
}
