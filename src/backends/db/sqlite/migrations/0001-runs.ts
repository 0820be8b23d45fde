import {literal, type SqlText, sqlText} from '../../sql-text.ts';

/**
 * The public table and what keeps it true by itself. A generated column of SQLite may not hold a subquery, so the walk
 * through nested runs is done by triggers; they write only where the stored answer is wrong. Other programs bring SQLite
 * libraries of their own, so there is nothing in here that 3.38 does not know.
 */
export const BLANKS = sqlText`char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279)`;

/** The symbol at one path where it is a string with a non-blank character, else null. */
const symbolAt = (path: string): SqlText => sqlText`
    case when json_type(data, ${literal(path)}) = 'text' and trim(json_extract(data, ${literal(path)}), ${BLANKS}) <> ''
      then json_extract(data, ${literal(path)}) end`;

/** Whether any run of the new row's document fails; a recursive \`with\` has to stand inside a subquery here. */
export const newRowFails = sqlText`
    (select exists (
      select 1 from (
        with recursive below (run) as (
          select json_extract(new.data, '$.trace')
          where json_type(new.data, '$.trace') = 'object'
          union all
          select child.value
          from below
          join json_each(below.run, '$.child_runs') as child
          where json_type(below.run, '$.child_runs') = 'array' and child.type = 'object'
        )
        select run from below
      )
      where json_type(run, '$.name') = 'text' and json_extract(run, '$.name') = 'zenrows_scraper'
        and json_type(run, '$.status') = 'text' and json_extract(run, '$.status') <> 'success'
    ))`;

/** SQLite reads the first of duplicate keys where the last counts, and cannot drop it: such a document is refused. */
const refuseDuplicateKeys = sqlText`
  select raise(abort, 'runs.data has a key twice in one object; write each key once')
  where exists (select 1 from json_tree(new.data) group by parent, key having count(*) > 1);`;

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
create table runs (
  project text not null
    check (length(cast(project as blob)) between 1 and 255 and project not glob '[._]*' and project not glob '*/*'),
  run_date text not null check (run_date is date(run_date) and run_date >= '0001-01-01'),
  run_id text not null check (length(cast(run_id as blob)) between 1 and 512),
  trace_id text not null check (length(cast(trace_id as blob)) between 1 and 512),
  data text not null check (json_valid(data)),
  raw text,
  file_name text,
  loads integer not null default 0,
  is_failing integer not null default 0,
  symbol text generated always as (coalesce(${symbolAt('$.trace.inputs.crypto_symbol')}, ${symbolAt('$.trace.inputs.input_data.crypto_symbol')}
  )) virtual,
  primary key (project, run_date, run_id)
) strict;

-- zenrows-errors is answered from this index alone.
${byTrace.create};
${failing.create};

create trigger runs_inserted after insert on runs begin
  update runs set is_failing = ${newRowFails}
  where rowid = new.rowid and is_failing is not ${newRowFails};
end;

create trigger runs_updated after update of data, is_failing on runs begin
  update runs set is_failing = ${newRowFails}
  where rowid = new.rowid and is_failing is not ${newRowFails};
end;

-- Only for other programs: what lse writes is canonical, and a walk through every document would slow its loads down.
create trigger runs_insert_keys before insert on runs when new.loads = 0 begin${refuseDuplicateKeys}
end;
create trigger runs_update_keys before update of data on runs when new.loads = old.loads begin${refuseDuplicateKeys}
end;

-- lse counts up loads with everything that it writes; a change of data without it comes from another program.
create trigger runs_clear_raw after update of data on runs
when new.data is not old.data and new.loads = old.loads and new.raw is not null
begin
  update runs set raw = null where rowid = new.rowid;
end;
`.text;
