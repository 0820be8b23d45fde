/**
 * LangSmith's newer interface writes `SUCCESS`, so a status counts as success in any ASCII case. `translate` knows characters alone:
 * `lower` asks the database's locale, of which there are many.
 *
 * A stored column keeps what its function said when the row was written, so the rows are written anew whose answer changes. By
 * the new rule no run fails that did not fail before, so only failing rows are looked at, by `runs_failing` where it is there. Writing
 * `data` as it is has the column computed; the document stays where it lies on disk, and `runs_clear_raw` sees no change. Each row
 * written has another `xmin`, so the next load reads its day once more.
 *
 * Without the lock a writer who began before would commit the old answer afterwards. Reports go on. With `row_security` off the server
 * refuses, rather than pass rows over, where policies hold for the owner too (`force row level security`).
 */
export const sql = `
create or replace function lse_run_fails(run jsonb) returns boolean
  language sql immutable parallel safe
begin atomic
  select coalesce(
    run -> 'name' = '"zenrows_scraper"'::jsonb
      and jsonb_typeof(run -> 'status') = 'string'
      and translate(run ->> 'status', 'SUCE', 'suce') collate "C" <> 'success',
    false);
end;

lock table runs in share row exclusive mode;
set local row_security = off;
update runs set data = data where is_failing and not lse_is_failing(data);
set local row_security = on;
`;
