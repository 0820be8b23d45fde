/**
 * What was loaded, and of which rows that is true. `state` is made of the rows' own `xmin`, the transaction that wrote each:
 * no trigger would see all of what can be done to partitions, and none is as cheap.
 */
export const sql = `
create table lse_loaded_days (
  project text collate "C" not null,
  run_date date not null,
  listing text not null,
  state text not null,
  superseded integer not null,
  unreadable text not null,
  primary key (project, run_date)
);

comment on table lse_loaded_days is 'Days that lse db load need not read again. May be emptied at any time.';
comment on column lse_loaded_days.listing is 'What the files of the day were.';
comment on column lse_loaded_days.state is 'What the rows of the day were: how many, and which transaction wrote each.';
comment on column lse_loaded_days.superseded is 'Files of which the table has a newer snapshot.';
comment on column lse_loaded_days.unreadable is 'JSON: the files that do not count, each with its reason.';
`;
