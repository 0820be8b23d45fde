import {type SqlText, sqlText} from '../../sql-text.ts';

/**
 * What was loaded. Whoever touches a row takes back the note of its day; the load notes a day after its last write. A row goes
 * without its trigger only where another takes its place (`insert or replace`): with the key of the new one, or with the
 * rowid that was given for it, which is what the triggers before are for. What is done to the schema counts up its version;
 * `analyze` is here because the first one makes a table and so would do the same.
 */
const forget = (row: SqlText): SqlText =>
  sqlText`delete from lse_loaded_days where project = ${row}.project and run_date = ${row}.run_date;`;

const forgetRowid = sqlText`
  delete from lse_loaded_days
  where (project, run_date) in (select project, run_date from runs where rowid = new.rowid);`;

export const sql = sqlText`
create table lse_loaded_days (
  project text not null,
  run_date text not null,
  listing text not null,
  schema_version integer not null,
  superseded integer not null,
  unreadable text not null,
  primary key (project, run_date)
) strict, without rowid;

create trigger runs_touched_by_insert after insert on runs begin
  ${forget(sqlText`new`)}
end;
create trigger runs_touched_by_update after update on runs begin
  ${forget(sqlText`old`)}
  ${forget(sqlText`new`)}
end;
create trigger runs_touched_by_delete after delete on runs begin
  ${forget(sqlText`old`)}
end;
create trigger runs_replaced_by_insert before insert on runs begin${forgetRowid}
end;
create trigger runs_replaced_by_update before update on runs when new.rowid <> old.rowid begin${forgetRowid}
end;

analyze;
`.text;
