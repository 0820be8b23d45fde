import type {Client} from '../../client.ts';

/**
 * Makes a month's table as a partition from the start, so that it is distributed at once. It does not move rows from the default partition:
 * that needs a table on the coordinator alone, and the table cannot be divided while such rows are there. False if there is nothing to do,
 * or if such rows prevent it. Citus calls every trigger unsafe; `runs_clear_raw` reads only its own row.
 */
export const makeSql = `
create or replace function lse_ensure_partition(day date) returns boolean language plpgsql
  set citus.enable_unsafe_triggers = 'on'
as $$
declare
  first_day date := date_trunc('month', day)::date;
  next_month date := (date_trunc('month', day) + interval '1 month')::date;
  partition_name text := 'runs_' || to_char(first_day, 'YYYY_MM');
begin
  if to_regclass(partition_name) is not null
    or exists (select 1 from runs_default where run_date >= first_day and run_date < next_month)
  then
    return false;
  end if;
  execute format('create table %I partition of runs for values from (%L) to (%L)',
    partition_name, first_day, next_month);
  return true;
end
$$`;

export const sql = `select prosrc as body from pg_proc where oid = to_regprocedure('lse_ensure_partition(date)')`;

/** Whether partitions are made in this way. */
export async function ensuresPartitions(client: Client): Promise<boolean> {
  const {rows} = await client.query<{body: string}>(sql);
  return rows[0]?.body === makeSql.split('$$')[1];
}

export async function makeEnsurePartition(client: Client): Promise<void> {
  await client.query(makeSql);
}
