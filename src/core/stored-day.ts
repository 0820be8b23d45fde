import type {CalendarDate} from './calendar-date.ts';
import type {Scope} from './scope.ts';

/** What a database knows about one of its days besides the records: whether they changed, and which files they came from. */
export interface StoredDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly rows: number;
  /** Another text after every change of a row; null if the database cannot tell. */
  readonly state: string | null;
  /** The load that made the day what it is; null if there was none, or if anybody touched a row since. */
  readonly load: StoredLoad | null;
}

export interface StoredLoad {
  /** Ends with the digest of the files that were loaded, as `ListedTree.listing` gives it; a version stands before it. */
  readonly listing: string;
  /** How many of those files have no row of their own: superseded, unreadable or refused. */
  readonly filesWithoutRow: number;
}

/** From the snapshot from which a source answers. A day without rows is included if its load was noted. */
export type StoredDays = (scope: Scope) => Promise<StoredDay[]>;

/** A day of files. */
export interface ListedDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly files: number;
  /** As `ListedTree.listing`. */
  readonly listing: string | null;
}

/** From the listing from which a source of files answers. */
export type ListedDays = (scope: Scope) => Promise<ListedDay[]>;
