import type {ReportSource} from '../../core/report-source.ts';
import type {Scope} from '../../core/scope.ts';
import type {ListedDay, StoredDays} from '../../core/stored-day.ts';

/** The files, as whoever serves a report opens them. */
export interface ControlSide {
  readonly kind: string;
  /**
   * As users get them, with the cache. If they are `watched`, `changes` of the source says what is no longer as it was read.
   */
  withSource<T>(work: (source: ReportSource) => Promise<T>, options?: {readonly watched: boolean}): Promise<T>;
  /** Every day of the scope that has a directory, as it is now. No file is read, and without `digests` none is looked at. */
  listedDays(scope: Scope, options: {readonly digests: boolean}): Promise<ListedDay[]>;
}

/** The database, as whoever serves a report opens it. */
export interface CandidateSide {
  readonly kind: string;
  /** Without a password. */
  readonly location: string;
  /** Without `bounds` it is asked as patiently as the settings say. */
  withSource<T>(
    work: (source: ReportSource, storedDays: StoredDays) => Promise<T>,
    bounds?: CandidateBounds,
  ): Promise<T>;
}

export interface CandidateBounds {
  /** Milliseconds for each wait: whoever sets it ends the rest by `signal`. Nothing is tried again, and no message is written. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** What the server lists the connection as; null: as usual. */
  readonly applicationName: string | null;
}
