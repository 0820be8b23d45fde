import type {Client} from '../../../../backends/db/postgres/client.ts';

/**
 * Out of the table of tables: what `to_regclass` did not find once it does not find for the rest of the transaction, though somebody
 * else made it meanwhile.
 */
export const tableSql = `
select count(*) as found
from pg_class as relation
where relation.relname = 'lse_rollout_migrations' and pg_table_is_visible(relation.oid)`;

export const versionSql = 'select max(version) as version from lse_rollout_migrations';

/** 0 if there is no ledger yet. */
export async function ledgerVersion(client: Client): Promise<number> {
  const {rows} = await client.query<{found: string}>(tableSql);
  if (rows[0]?.found === '0') return 0;
  const {rows: versions} = await client.query<{version: string | null}>(versionSql);
  return Number(versions[0]?.version ?? 0);
}
