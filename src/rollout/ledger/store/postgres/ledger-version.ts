import type {Client} from '../../../../backends/db/postgres/client.ts';

export const tableSql = `select to_regclass('lse_rollout_migrations') is not null as found`;
export const versionSql = 'select max(version) as version from lse_rollout_migrations';

/** 0 where there is no ledger yet. */
export async function ledgerVersion(client: Client): Promise<number> {
  const {rows} = await client.query<{found: string}>(tableSql);
  if (rows[0]?.found !== 't') return 0;
  const {rows: versions} = await client.query<{version: string | null}>(versionSql);
  return Number(versions[0]?.version ?? 0);
}
