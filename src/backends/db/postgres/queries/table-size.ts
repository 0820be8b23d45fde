import type {Client} from '../client.ts';

export const sql = `
select coalesce(sum(pg_total_relation_size(tree.relid)), 0) as bytes
from pg_partition_tree('runs') as tree`;

/** The size of all partitions in bytes, with their indexes and the values out of line. */
export async function tableSize(client: Client): Promise<number> {
  const {rows} = await client.query<{bytes: string}>(sql);
  return Number(rows[0]?.bytes);
}
