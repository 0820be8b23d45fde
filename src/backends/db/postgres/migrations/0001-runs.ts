import {sqlText} from '../../sql-text.ts';

/**
 * The public table and what keeps it true by itself. The function bodies are of the SQL-standard kind (`begin atomic`,
 * PostgreSQL 14): they are bound to what they call when they are made, so that they also work under the empty
 * `search_path` of a restore or a vacuum.
 */
/** One text for the migration and for making them again, since a migration that was released is never changed. */
export const secondaryIndexes = [
  {
    name: 'runs_by_trace',
    create: sqlText`create index runs_by_trace on runs (run_date, project, trace_id, is_failing)`,
    drop: 'drop index runs_by_trace',
  },
  {
    name: 'runs_failing',
    create: sqlText`create index runs_failing on runs (run_date, project, trace_id) where is_failing`,
    drop: 'drop index runs_failing',
  },
] as const;

const [byTrace, failing] = secondaryIndexes;

export const sql = sqlText`
create function lse_run_fails(run jsonb) returns boolean
  language sql immutable parallel safe
begin atomic
  select coalesce(
    run -> 'name' = '"zenrows_scraper"'::jsonb
      and jsonb_typeof(run -> 'status') = 'string'
      and run -> 'status' <> '"success"'::jsonb,
    false);
end;

-- Every run of a document with its path: the places in the child_runs arrays on the way to it, so that ordering by
-- path is document order, depth first. Iterative: a recursive function would run out of stack at 450 levels.
create function lse_runs_below(document jsonb) returns table (path bigint[], run jsonb)
  language sql immutable parallel safe
begin atomic
  with recursive below (path, run) as (
    select '{}'::bigint[], document -> 'trace'
    where jsonb_typeof(document -> 'trace') = 'object'
    union all
    select below.path || child.place, child.run
    from below
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(below.run -> 'child_runs') = 'array' then below.run -> 'child_runs' else '[]'::jsonb end
    ) with ordinality as child (run, place)
    where jsonb_typeof(child.run) = 'object'
  )
  select below.path, below.run from below;
end;

-- The recursive walk costs ten times the rest, so it is left to the documents that have nested runs.
create function lse_is_failing(document jsonb) returns boolean
  language sql immutable parallel safe
begin atomic
  select case
    when jsonb_typeof(document -> 'trace') is distinct from 'object' then false
    when lse_run_fails(document -> 'trace') then true
    when jsonb_typeof(document #> '{trace,child_runs}') is distinct from 'array' then false
    else exists (select from lse_runs_below(document) as runs where lse_run_fails(runs.run))
  end;
end;

create function lse_symbol_at(document jsonb, path text[]) returns text
  language sql immutable parallel safe
begin atomic
  select case
    when jsonb_typeof(document #> path) = 'string'
      and btrim(
        document #>> path,
        U&'\\0009\\000A\\000B\\000C\\000D\\0020\\0085\\00A0\\1680\\2000\\2001\\2002\\2003\\2004\\2005\\2006\\2007\\2008\\2009\\200A\\2028\\2029\\202F\\205F\\3000\\FEFF'
      ) <> ''
    then document #>> path
  end;
end;

create function lse_symbol(document jsonb) returns text
  language sql immutable parallel safe
begin atomic
  select case when jsonb_typeof(document #> '{trace,inputs}') = 'object' then coalesce(
    lse_symbol_at(document, '{trace,inputs,crypto_symbol}'),
    case when jsonb_typeof(document #> '{trace,inputs,input_data}') = 'object'
      then lse_symbol_at(document, '{trace,inputs,input_data,crypto_symbol}')
    end)
  end;
end;

create table runs (
  project text collate "C" not null
    check (octet_length(project) between 1 and 255 and project !~ '^[._]' and project !~ '/'),
  run_date date not null check (run_date between '0001-01-01' and '9999-12-31'),
  run_id text collate "C" not null check (octet_length(run_id) between 1 and 512),
  trace_id text collate "C" not null check (octet_length(trace_id) between 1 and 512),
  data jsonb not null,
  raw text,
  file_name text collate "C",
  loads integer not null default 0,
  is_failing boolean not null generated always as (lse_is_failing(data)) stored,
  symbol text generated always as (lse_symbol(data)) stored,
  primary key (project, run_date, run_id)
) partition by range (run_date);

comment on table runs is 'One row a record: the winning snapshot of a run. Other programs may read and write it.';
comment on column runs.data is 'The whole document; U+FFFD in place of characters that jsonb refuses.';
comment on column runs.raw is 'The exact document where data is not exact, else null. Cleared when data is changed.';
comment on column runs.file_name is 'The file that the document came from; null for rows of other programs.';
comment on column runs.loads is 'How many times lse itself wrote the row.';

create table runs_default partition of runs default;

-- zenrows-errors is answered from this index alone.
${byTrace.create};
${failing.create};

create function lse_clear_raw() returns trigger language plpgsql as $$
begin
  new.raw := null;
  return new;
end
$$;

-- lse counts up loads with everything that it writes; a change of data without it comes from another program.
create trigger runs_clear_raw before update on runs
  for each row when (new.data is distinct from old.data and new.loads = old.loads)
  execute function lse_clear_raw();

-- Gives a month its own partition, moving its rows out of the default one. It is built apart and then attached, so that
-- readers of other months wait for no more than the attaching. False where the month has one already, and where rows would
-- have to move that other tables refer to: moving deletes them, and with them what cascades. All columns move along, those
-- that other programs added as well.
create function lse_ensure_partition(day date) returns boolean language plpgsql as $$
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
  execute format(
    'with moved as (delete from runs_default where run_date >= %1$L and run_date < %2$L returning %3$s)
     insert into %4$I (%3$s) select %3$s from moved',
    first_day, next_month, column_names, partition_name);
  execute format('alter table runs attach partition %I for values from (%L) to (%L)',
    partition_name, first_day, next_month);
  return true;
end
$$;
`.text;
