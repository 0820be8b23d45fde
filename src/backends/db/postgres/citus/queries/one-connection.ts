import type {Client} from '../../client.ts';

/** On a single server it is a name that means nothing. */
export const sql = `set local citus.multi_shard_modify_mode = 'sequential'`;

/**
 * From here on in the transaction each node is asked on one connection: after a table was read on several the extension makes no
 * function any more.
 */
export async function askOnOneConnection(client: Client): Promise<void> {
  await client.query(sql);
}
