import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly name: string;
  readonly first_date: string;
  readonly last_date: string;
  readonly is_past: string;
}

/** A partition and its first and last date. */
export interface PartitionRange {
  /** As the server writes it, quoted if it needs it. */
  readonly name: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** True for a plain table that can hold nothing from the given date on. */
  readonly isPast: boolean;
}

/**
 * The first partition in this order with a date in its range holds that date: the default partition has no bounds and
 * comes last. Bounds are printed and read again under the same `DateStyle`. They are compared as dates: as text, the
 * end of the year 9999 would be before all others.
 */
export const sql = `
select name,
  to_char(greatest(coalesce(first_day, '0001-01-01'), '0001-01-01'), 'YYYY-MM-DD') as first_date,
  to_char(least(coalesce(next_day - 1, '9999-12-31'), '9999-12-31'), 'YYYY-MM-DD') as last_date,
  is_table and coalesce(next_day <= $1::date, false) as is_past
from (
  select child.oid::regclass::text as name, child.relkind = 'r' as is_table, bound.text = 'DEFAULT' as is_default,
    substring(bound.text, 'FROM [(]''([^'']+)''')::date as first_day,
    substring(bound.text, 'TO [(]''([^'']+)''')::date as next_day
  from pg_inherits
  join pg_class as child on child.oid = pg_inherits.inhrelid
  cross join lateral pg_get_expr(child.relpartbound, child.oid) as bound (text)
  where pg_inherits.inhparent = 'runs'::regclass and not pg_inherits.inhdetachpending
) as partitions
order by is_default, first_day nulls first, name collate "C"`;

export async function partitionRanges(client: Client, before: CalendarDate): Promise<PartitionRange[]> {
  const {rows} = await client.query<Row>(sql, [before]);
  return rows.map((row) => ({
    name: row.name,
    from: row.first_date as CalendarDate,
    to: row.last_date as CalendarDate,
    isPast: row.is_past === 't',
  }));
}
