/**
 * Which role may see and write which project. Nothing obeys it yet: the policies on `runs` are made, and row-level security
 * is switched on, by the first `lse db access grant`. A migration that did it would hide all rows from the programs that
 * have had rights on `runs` until now; and Citus distributes no table whose policies ask another table.
 *
 * A column of type `regrole` follows a role that is renamed, does not fall to a later role of the same name, and is dumped
 * by name. Every role may look at its own rows, which the policies need, and at no others.
 *
 * Row-level security of a table holds only for what is asked of that table. A partition asked by its own name obeys its
 * own, so a new partition gets it as well, without a policy: then only the owner reaches rows by that name, even where
 * `alter default privileges` gives others rights on all new tables.
 */
export const sql = `
create table lse_access (
  role_name regrole not null,
  project text collate "C"
    check (octet_length(project) between 1 and 255 and project !~ '^[._]' and project !~ '/'),
  can_write boolean not null
);

create unique index lse_access_to_project on lse_access (role_name, project) where project is not null;
create unique index lse_access_to_all on lse_access (role_name) where project is null;

comment on table lse_access is 'Which role sees which project of runs. Change it with: lse db access grant, lse db access revoke';
comment on column lse_access.project is 'Null for every project, those to come as well.';

alter table lse_access enable row level security;
create policy lse_own on lse_access for select using (pg_has_role(role_name, 'usage'));
grant select on lse_access to public;

create or replace function lse_ensure_partition(day date) returns boolean language plpgsql as $$
declare
  first_day date := date_trunc('month', day)::date;
  next_month date := (date_trunc('month', day) + interval '1 month')::date;
  partition_name text := 'runs_' || to_char(first_day, 'YYYY_MM');
  column_names text;
begin
  if to_regclass(partition_name) is not null then
    return false;
  end if;
  lock table runs_default in access exclusive mode;
  if exists (select from pg_constraint where contype = 'f' and confrelid in ('runs'::regclass, 'runs_default'::regclass))
    and exists (select from runs_default where run_date >= first_day and run_date < next_month)
  then
    return false;
  end if;
  select string_agg(quote_ident(attname), ', ' order by attnum) into column_names
  from pg_attribute
  where attrelid = 'runs'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('create table %I (like runs including all)', partition_name);
  if (select relrowsecurity from pg_class where oid = 'runs'::regclass) then
    execute format('alter table %I enable row level security', partition_name);
  end if;
  execute format(
    'with moved as (delete from runs_default where run_date >= %1$L and run_date < %2$L returning %3$s)
     insert into %4$I (%3$s) select %3$s from moved',
    first_day, next_month, column_names, partition_name);
  execute format('alter table runs attach partition %I for values from (%L) to (%L)',
    partition_name, first_day, next_month);
  return true;
end
$$;
`;
