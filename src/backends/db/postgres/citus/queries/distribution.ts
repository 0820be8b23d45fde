import type {Client} from '../../client.ts';

/** The column by which the table of runs is distributed. These catalogs exist only with the extension. */
export const sql = `
select column_to_column_name(logicalrelid, partkey) as name
from pg_dist_partition
where logicalrelid = to_regclass('runs') and partmethod = 'h'`;

export async function distributionColumn(client: Client): Promise<string | null> {
  const {rows} = await client.query<{name: string}>(sql);
  return rows[0]?.name ?? null;
}
