import {serverName, sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';

const schemaSql = `
select quote_ident(namespace.nspname) as name
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.oid = 'runs'::regclass`;

/**
 * Gives a role the rights that a report needs, or a load; on partitions it gives none. `role` is as the server quotes it.
 */
export async function giveRights(client: Client, role: string, write: boolean): Promise<void> {
  const {rows} = await client.query<{name: string}>(schemaSql);
  const schema = serverName(rows[0]?.name ?? '');
  const to = serverName(role);
  await client.query(sqlText`grant usage on schema ${schema} to ${to}`.text);
  await client.query(sqlText`grant select on runs, lse_migrations, lse_loaded_days, lse_refused to ${to}`.text);
  if (write)
    await client.query(sqlText`grant insert, update, delete on runs, lse_loaded_days, lse_refused to ${to}`.text);
}

/** The schema stays open to it: other tables may lie there. */
export async function takeRights(client: Client, role: string, what: 'all' | 'writing'): Promise<void> {
  const from = serverName(role);
  const sql =
    what === 'all'
      ? sqlText`revoke all on runs, lse_migrations, lse_loaded_days, lse_refused from ${from}`
      : sqlText`revoke insert, update, delete on runs, lse_loaded_days, lse_refused from ${from}`;
  await client.query(sql.text);
}
