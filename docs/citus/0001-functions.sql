-- On the coordinator of a Citus cluster, after `create extension citus` and `lse db migrate`; once more after every later
-- `lse db migrate`. See docs/scale.md.

-- What generated columns, checks and triggers call has to be on every node.
select create_distributed_function('lse_run_fails(jsonb)');
select create_distributed_function('lse_runs_below(jsonb)');
select create_distributed_function('lse_is_failing(jsonb)');
select create_distributed_function('lse_symbol_at(jsonb, text[])');
select create_distributed_function('lse_symbol(jsonb)');
select create_distributed_function('lse_run_brief(jsonb, integer)');
select create_distributed_function('lse_brief(jsonb)');
select create_distributed_function('lse_clear_raw()');

-- Makes a month's partition as a partition from the start, so that it is distributed at once. Rows that lie in the default
-- one are not moved: that would go through a table that is on the coordinator alone. False where there is nothing to do,
-- and where such rows are in the way.
create or replace function lse_ensure_partition(day date) returns boolean language plpgsql as $$
declare
  first_day date := date_trunc('month', day)::date;
  next_month date := (date_trunc('month', day) + interval '1 month')::date;
  partition_name text := 'runs_' || to_char(first_day, 'YYYY_MM');
begin
  if to_regclass(partition_name) is not null
    or exists (select from runs_default where run_date >= first_day and run_date < next_month)
  then
    return false;
  end if;
  execute format('create table %I partition of runs for values from (%L) to (%L)',
    partition_name, first_day, next_month);
  return true;
end
$$;
