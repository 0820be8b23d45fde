import type {Client} from '../client.ts';

const schemaSql = `
select quote_ident(namespace.nspname) as name
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.oid = 'runs'::regclass`;

/**
 * Gives a role the rights that a report needs, or a load; to partitions it gives none. `role` is as the server quotes it.
 * No parameter can stand for a name, hence the insertions.
 */
export async function giveRights(client: Client, role: string, write: boolean): Promise<void> {
  const {rows} = await client.query<{name: string}>(schemaSql);
  const name = rows[0]?.name;
  await client.query(`grant usage on schema ${name} to ${role}`);
  await client.query(`grant select on runs, lse_migrations, lse_loaded_days, lse_refused to ${role}`);
  if (write) await client.query(`grant insert, update, delete on runs, lse_loaded_days, lse_refused to ${role}`);
}

/** The schema stays open to it: other tables may lie there. */
export async function takeRights(client: Client, role: string, what: 'all' | 'writing'): Promise<void> {
  if (what === 'all')
    await client.query(`revoke all on runs, lse_migrations, lse_loaded_days, lse_refused from ${role}`);
  else await client.query(`revoke insert, update, delete on runs, lse_loaded_days, lse_refused from ${role}`);
}
