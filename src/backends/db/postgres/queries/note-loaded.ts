import type {DayNote} from '../../../../core/record-store.ts';
import {printUnreadable} from '../../loaded-day-text.ts';
import {sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {state} from './loaded-days.ts';

/** Lives as long as the transaction: behind a pooler the next one may run on another connection of the server. */
const createSql = `
drop table if exists pg_temp.lse_watched;
create temporary table lse_watched (run_id text collate "C" not null, version xid not null)
on commit drop`;

export const watchSql = `
insert into pg_temp.lse_watched (run_id, version)
select run_id, xmin from runs where project = $1 and run_date = $2`;

/** Remembers which rows there are, and which transaction wrote each. */
export async function watchRows(client: Client, project: string, date: string): Promise<void> {
  await client.query(createSql);
  await client.query(watchSql, [project, date]);
}

/**
 * The load is no snapshot: it may have compared a row that another program changed or deleted right after. So nothing is
 * noted unless each row is what it was at first, or what this transaction made of it.
 */
export const sql = sqlText`
insert into lse_loaded_days (project, run_date, listing, state, superseded, unreadable)
select $1::text, $2::date, $3::text, (select ${state} from runs where project = $1 and run_date = $2), $4::integer, $5::text
where not exists (
  select
  from pg_temp.lse_watched as watched
  full join (select run_id, xmin as version from runs where project = $1 and run_date = $2) as found
    on found.run_id = watched.run_id
  where found.version is distinct from watched.version and found.version is distinct from pg_current_xact_id()::xid
)
on conflict (project, run_date) do update set
  listing = excluded.listing,
  state = excluded.state,
  superseded = excluded.superseded,
  unreadable = excluded.unreadable`.text;

export async function noteLoaded(client: Client, project: string, date: string, note: DayNote): Promise<void> {
  const {listing, superseded, unreadable} = note;
  await client.query(sql, [project, date, listing, superseded, printUnreadable(unreadable)]);
}
