import {literal, type SqlText, sqlText} from '../../sql-text.ts';
import {BLANKS, newRowFails} from './0001-runs.ts';

/**
 * The documents that the database did not take, with its reasons; a load of their day writes them anew.
 *
 * And the database reads JSON only of what others write: SQLite takes up to thirty times a document's size of memory to look into it.
 * What lse writes it says to be whole, and says itself whether it fails and which symbol it has. It counts up \`loads\` with everything
 * that it writes, and has a row in \`lse_writing\` just while it does: nobody else can write meanwhile, nor see that row. So a
 * copied row, whatever its \`loads\`, is looked into as any other is, and what another program's trigger adds is, too.
 */
const notOurInsert = sqlText`not (new.loads > 0 and exists (select 1 from lse_writing))`;
const notOurUpdate = sqlText`not (new.loads > old.loads and exists (select 1 from lse_writing))`;

/** The symbol at one path where it is a string with a non-blank character, else null. */
const symbolAt = (data: SqlText, path: string): SqlText =>
  sqlText`case when json_type(${data}, ${literal(path)}) = 'text' and trim(json_extract(${data}, ${literal(path)}), ${BLANKS}) <> '' then json_extract(${data}, ${literal(path)}) end`;

export const symbolOf = (data: SqlText): SqlText =>
  sqlText`coalesce(${symbolAt(data, '$.trace.inputs.crypto_symbol')}, ${symbolAt(data, '$.trace.inputs.input_data.crypto_symbol')})`;

/** SQLite reads the first of duplicate keys where the last counts, and cannot drop it: such a document is refused. */
const refuseUnfit = sqlText`
  select raise(abort, 'runs.data is not JSON') where not json_valid(new.data);
  select raise(abort, 'runs.data has a key twice in one object; write each key once')
  where exists (select 1 from json_tree(new.data) group by parent, key having count(*) > 1);`;

const sayAnew = sqlText`
  update runs set is_failing = ${newRowFails}, symbol = ${symbolOf(sqlText`new.data`)}
  where rowid = new.rowid and (is_failing is not ${newRowFails} or symbol is not ${symbolOf(sqlText`new.data`)});`;

/** What the statements below make of \`runs\`, for whoever compares a schema with it. */
export const changedRuns = `
create table runs (
  project text not null
    check (length(cast(project as blob)) between 1 and 255 and project not glob '[._]*' and project not glob '*/*'),
  run_date text not null check (run_date is date(run_date) and run_date >= '0001-01-01'),
  run_id text not null check (length(cast(run_id as blob)) between 1 and 512),
  trace_id text not null check (length(cast(trace_id as blob)) between 1 and 512),
  data text not null check (loads > 0 or json_valid(data)),
  raw text,
  file_name text,
  loads integer not null default 0,
  is_failing integer not null default 0, symbol text,
  primary key (project, run_date, run_id)
) strict;
`;

/**
 * The table is changed in its place: another one under its name would lose the columns, indexes and triggers that others gave it,
 * and take the space of all documents twice. SQLite has no statement for a constraint, and says how to write its text anew
 * instead. By the older way of \`alter table\` a view of another program that shows \`symbol\` is no reason to refuse.
 */
export const sql = sqlText`
create table lse_refused (
  project text not null,
  run_date text not null,
  file_name text not null,
  run_id text not null,
  reason text not null,
  primary key (project, run_date, file_name)
) strict, without rowid;

create table lse_writing (
  turn integer primary key
) strict;

drop trigger if exists runs_inserted;
drop trigger if exists runs_updated;
drop trigger if exists runs_insert_keys;
drop trigger if exists runs_update_keys;
drop trigger if exists runs_clear_raw;

pragma writable_schema = on;
update sqlite_schema
set sql = replace(sql, 'check (json_valid(data))', 'check (loads > 0 or json_valid(data))')
where type = 'table' and name = 'runs';
pragma writable_schema = reset;

pragma legacy_alter_table = on;
alter table runs drop column symbol;
alter table runs add column symbol text;
pragma legacy_alter_table = off;

update runs set symbol = ${symbolOf(sqlText`data`)} where ${symbolOf(sqlText`data`)} is not null;

create trigger runs_inserted after insert on runs when ${notOurInsert} begin${sayAnew}
end;

create trigger runs_updated after update of data, is_failing, symbol on runs when ${notOurUpdate} begin${sayAnew}
end;

create trigger runs_insert_keys before insert on runs when ${notOurInsert} begin${refuseUnfit}
end;

create trigger runs_update_keys before update of data on runs when ${notOurUpdate} begin${refuseUnfit}
end;

create trigger runs_clear_raw after update of data on runs
when new.data is not old.data and new.raw is not null and ${notOurUpdate}
begin
  update runs set raw = null where rowid = new.rowid;
end;
`.text;
