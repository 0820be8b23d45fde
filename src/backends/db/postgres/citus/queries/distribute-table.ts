import type {Client} from '../../client.ts';

/** See `ensure-partition.ts`. */
export const unsafeSql = 'set local citus.enable_unsafe_triggers = on';

/** Partitions go along, with their rows. The server's setting gives the number of shards. */
export const sql = `select create_distributed_table('runs', $1, colocate_with => 'none')`;

/** The coordinator's old rows, which no query sees any more. */
export const leftSql = `select truncate_local_data_after_distributing_table('runs')`;

/** For the rest of the transaction. */
export async function allowTrigger(client: Client): Promise<void> {
  await client.query(unsafeSql);
}

export async function distributeTable(client: Client, column: string): Promise<void> {
  await client.query(sql, [column]);
  await client.query(leftSql);
}
