import type {DayNote} from '../../../../core/record-store.ts';
import {printUnreadable} from '../../loaded-day-text.ts';
import type {Client} from '../client.ts';

export const sql = `
insert into lse_loaded_days (project, run_date, listing, state, superseded, unreadable)
values ($1, $2, $3, $4, $5, $6)
on conflict (project, run_date) do update set
  listing = excluded.listing,
  state = excluded.state,
  superseded = excluded.superseded,
  unreadable = excluded.unreadable`;

/** `state` is what `loadedDays` finds as long as nobody touches the rows. */
export async function noteLoaded(
  client: Client,
  project: string,
  date: string,
  state: string,
  {listing, superseded, unreadable}: DayNote,
): Promise<void> {
  await client.query(sql, [project, date, listing, state, superseded, printUnreadable(unreadable)]);
}
