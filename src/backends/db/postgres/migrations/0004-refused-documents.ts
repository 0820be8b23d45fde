/** The documents that the database did not take, with its reasons; a load of their day writes them anew. */
export const sql = `
create table lse_refused (
  project text collate "C" not null,
  run_date date not null,
  file_name text collate "C" not null,
  run_id text collate "C" not null,
  reason text not null,
  primary key (project, run_date, file_name)
);

comment on table lse_refused is 'Documents that this database did not take when lse db load offered them, and why.';
comment on column lse_refused.reason is 'What the server said.';
`;
