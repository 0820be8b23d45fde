import type {Client} from '../../client.ts';

/** Of the shards on all nodes; of a parent table alone the function knows nothing. */
export const sql = `
select coalesce(sum(citus_total_relation_size(tree.relid)), 0) as bytes
from pg_partition_tree('runs') as tree
where tree.isleaf`;

/** Of all partitions, in bytes, with their indexes and what lies out of line. */
export async function tableSize(client: Client): Promise<number> {
  const {rows} = await client.query<{bytes: string}>(sql);
  return Number(rows[0]?.bytes);
}
