import {ownName, type SqlText, serverName, sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';

/**
 * The server evaluates it once for each partition, not for each row: the list is hashed. So a report reads the same index as without it.
 * The planner may not use the list to look a project up, which over many projects would read a range of dates once for each of them.
 */
const readable = sqlText`
  exists (
    select 1 from lse_access as access
    where access.project is null and pg_has_role(access.role_name, 'usage')
  )
  or project in (
    select access.project from lse_access as access
    where access.project is not null and pg_has_role(access.role_name, 'usage')
  )`;

const writable = sqlText`
  exists (
    select 1 from lse_access as access
    where access.project is null and access.can_write and pg_has_role(access.role_name, 'usage')
  )
  or project in (
    select access.project from lse_access as access
    where access.project is not null and access.can_write and pg_has_role(access.role_name, 'usage')
  )`;

/** It may run again, with the same result. */
function guardSql(table: SqlText): string {
  return sqlText`
drop policy if exists lse_read on ${table};
drop policy if exists lse_insert on ${table};
drop policy if exists lse_update on ${table};
drop policy if exists lse_delete on ${table};
create policy lse_read on ${table} for select using (${readable});
create policy lse_insert on ${table} for insert with check (${writable});
create policy lse_update on ${table} for update using (${writable}) with check (${writable});
create policy lse_delete on ${table} for delete using (${writable});
alter table ${table} enable row level security`.text;
}

/** From here on a role sees only what `lse_access` gives it, unless it owns the table or bypasses all policies. */
export async function guardTable(client: Client, table: string): Promise<void> {
  await client.query(guardSql(ownName(table)));
}

export const unguardedSql = `
select tree.relid::regclass::text as name
from pg_partition_tree('runs') as tree
join pg_class as relation on relation.oid = tree.relid
where tree.level > 0 and not relation.relrowsecurity
order by tree.relid`;

/** A partition gets no policy: a query of `runs` ignores that, and a query of the partition by its name sees nothing. */
export async function guardPartitions(client: Client): Promise<void> {
  const {rows} = await client.query<{name: string}>(unguardedSql);
  for (const {name} of rows)
    await client.query(sqlText`alter table ${serverName(name)} enable row level security`.text);
}
