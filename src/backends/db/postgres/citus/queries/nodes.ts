import type {Client} from '../../client.ts';

export const sql = `
select count(distinct placement.groupid) as nodes
from pg_dist_shard as shard
join pg_dist_placement as placement on placement.shardid = shard.shardid
where shard.logicalrelid = 'runs'::regclass`;

/** How many nodes have rows, or may get some. */
export async function nodeCount(client: Client): Promise<number> {
  const {rows} = await client.query<{nodes: string}>(sql);
  return Number(rows[0]?.nodes);
}
