import type {Connection} from '../../../../backends/db/sqlite/driver.ts';

export const tableSql = `select count(*) as found from sqlite_schema where type = 'table' and name = 'lse_rollout_migrations'`;
export const versionSql = 'select max(version) as version from lse_rollout_migrations';

/** 0 if there is no ledger yet. */
export async function ledgerVersion(connection: Connection): Promise<number> {
  const [{found} = {found: 0}] = await connection.all<{found: number}>(tableSql);
  if (found === 0) return 0;
  const [{version} = {version: null}] = await connection.all<{version: number | null}>(versionSql);
  return version ?? 0;
}
