import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {Scope} from '../../../core/scope.ts';
import type {RecordKey} from '../../../core/source-snapshot.ts';
import type {TableDay, TableRow, UnreachableRows} from './table-row.ts';

/** All queries of a table or view that lse does not own, from one snapshot of it. */
export interface TableReader {
  /** `sqlite-table` or `postgres-table`. */
  readonly kind: string;
  /** For messages; never with a password. */
  readonly location: string;
  /** Identifies the table, whatever way leads to it; null if nobody can tell. */
  identity(): Promise<string | null>;
  /** How many rows there are by project and date; a null scope is everything. Rows without a date are in none. */
  days(scope: Scope | null): Promise<TableDay[]>;
  /** The number of rows that no scope can reach, by project. */
  unreachable(): Promise<UnreachableRows[]>;
  /** Those of one project and date by run id, streamed; those with very large documents last. */
  rowsOfDay(project: string, date: CalendarDate): AsyncIterable<TableRow>;
  rowsOfKey(key: RecordKey): Promise<TableRow[]>;
}
