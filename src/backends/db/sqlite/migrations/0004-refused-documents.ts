import {newRowFails} from './0001-runs.ts';

/**
 * The documents that the database did not take, with its reasons; a load of their day writes them anew.
 *
 * The walk through a document's runs needs ten times its size of memory. So lse says itself whether a record fails that it
 * writes, and the triggers are for other programs: lse counts up \`loads\` with everything that it writes.
 */
export const sql = `
create table lse_refused (
  project text not null,
  run_date text not null,
  file_name text not null,
  run_id text not null,
  reason text not null,
  primary key (project, run_date, file_name)
) strict, without rowid;

drop trigger runs_inserted;
create trigger runs_inserted after insert on runs when new.loads = 0 begin
  update runs set is_failing = ${newRowFails}
  where rowid = new.rowid and is_failing is not ${newRowFails};
end;

drop trigger runs_updated;
create trigger runs_updated after update of data, is_failing on runs when new.loads = old.loads begin
  update runs set is_failing = ${newRowFails}
  where rowid = new.rowid and is_failing is not ${newRowFails};
end;
`;
