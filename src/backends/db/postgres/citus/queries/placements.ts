import type {Client} from '../../client.ts';

/**
 * This number changes after a shard was moved, split or copied. It is of the parent table alone: all months lie where its shards do, and a
 * new month changes nothing.
 */
export const sql = `
select coalesce(sum(hashint8extended(placement.placementid, 0)), 0)::text as placed
from pg_dist_shard as shard
join pg_dist_placement as placement on placement.shardid = shard.shardid
where shard.logicalrelid = 'runs'::regclass`;

export async function placements(client: Client): Promise<string> {
  const {rows} = await client.query<{placed: string}>(sql);
  return rows[0]?.placed ?? '0';
}
