import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {DayNote, LoadedDay} from '../../../../core/record-store.ts';
import type {Scope} from '../../../../core/scope.ts';
import {printUnreadable, readUnreadable} from '../../loaded-day-text.ts';
import type {Connection} from '../driver.ts';

interface Row {
  readonly project: string;
  readonly date: string;
  readonly listing: string;
  readonly superseded: number;
  readonly unreadable: string;
}

/**
 * A null bound or project means: all of them. Triggers remove the note of a day when a row changes; a schema of another
 * version may lack them, or the table.
 */
export const sql = `
select loaded.project, loaded.run_date as date, loaded.listing, loaded.superseded, loaded.unreadable
from lse_loaded_days as loaded
join pragma_schema_version as now on now.schema_version = loaded.schema_version
where (?1 is null or loaded.run_date >= ?1) and (?2 is null or loaded.run_date <= ?2)
  and (?3 is null or loaded.project = ?3)
order by loaded.project, loaded.run_date`;

/** The mark of a load stands before its listing. Loads that were noted by an older lse have none. */
const MARKED_LISTING = /^#(\S+) (.*)$/s;

export async function loadedDays(connection: Connection, scope: Scope | null): Promise<LoadedDay[]> {
  const rows = await connection.all<Row>(sql, [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null]);
  return rows.map(({project, date, listing: text, superseded, unreadable}) => {
    const [, mark = null, listing = text] = MARKED_LISTING.exec(text) ?? [];
    return {project, date: date as CalendarDate, listing, mark, superseded, unreadable: readUnreadable(unreadable)};
  });
}

export const noteSql = `
insert into lse_loaded_days (project, run_date, listing, schema_version, superseded, unreadable)
select ?1, ?2, '#' || hex(randomblob(16)) || ' ' || ?3, now.schema_version, ?4, ?5
from pragma_schema_version as now
where true
on conflict (project, run_date) do update set
  listing = excluded.listing,
  schema_version = excluded.schema_version,
  superseded = excluded.superseded,
  unreadable = excluded.unreadable`;

export async function noteLoaded(connection: Connection, project: string, date: string, note: DayNote): Promise<void> {
  const {listing, superseded, unreadable} = note;
  await connection.run(noteSql, [project, date, listing, superseded, printUnreadable(unreadable)]);
}
