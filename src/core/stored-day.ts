import type {CalendarDate} from './calendar-date.ts';
import type {Scope} from './scope.ts';

/** What a database knows of one of its days beside the records: whether they changed, and which files they came from. */
export interface StoredDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly rows: number;
  /** Another text after every change of a row; null where the database cannot tell. */
  readonly state: string | null;
  /** The load that made the day what it is; null where there was none, or a row was touched since, by whomever. */
  readonly load: StoredLoad | null;
}

export interface StoredLoad {
  /** Ends with the digest of the files that were loaded, as `ListedTree.listing` gives it; a version stands before it. */
  readonly listing: string;
  /** How many of those files have no row of their own: superseded, unreadable or refused. */
  readonly filesWithoutRow: number;
}

/** Of the snapshot that a source answers from. A day without rows is there when its load is noted. */
export type StoredDays = (scope: Scope) => Promise<StoredDay[]>;

/** A day of files. */
export interface ListedDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly files: number;
  /** As `ListedTree.listing`. */
  readonly listing: string | null;
}

/** Of the listing that a source of files answers from. */
export type ListedDays = (scope: Scope) => Promise<ListedDay[]>;
