import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Act, Hold, LiftedHold} from './act.ts';
import type {Entry} from './entry.ts';

/**
 * The state of a rollout: what was compared, with which result, what is held and what was done. It only grows, except for what is too old or
 * too much. Many processes write at once, and none loses what another wrote. Every method may throw; no report fails for it. Moments
 * are written as `Entry.at`, and what is written twice under one id is there once. NUL and half a character come back as U+FFFD.
 *
 * @throws LedgerError when the ledger cannot be read or written; SourceError when its server cannot be reached; RangeError for a
 * moment, a number, an id or a project's name that is none
 */
export interface Ledger {
  /** For messages; never with a password. */
  readonly location: string;

  /** Writes a comparison down. The explanation of a mismatch is kept once for each fingerprint, masked by whoever made it. */
  append(entry: Entry, explanation?: string | null): Promise<void>;
  /** In the order of `at`, then of `id`. */
  entries(query: EntryQuery): Promise<Entry[]>;
  /** The mismatches of a project, or of all; the one seen last comes first. */
  mismatches(project: string | null): Promise<Mismatch[]>;

  note(act: Act): Promise<void>;
  /** In the order of `at`, then of `id`. */
  acts(query: {readonly project?: string; readonly since?: string}): Promise<Act[]>;

  /** Holds a project or days of it. While one of the same days is open, it stays as it is and is given back. */
  hold(hold: Hold): Promise<Hold>;
  /** Those that are open, of a project or of all. */
  holds(project?: string): Promise<Hold[]>;
  /** Lifts all holds of a project, and gives back what it lifted. */
  release(project: string, at: string): Promise<Hold[]>;
  /** Those of a project that were lifted since a moment, in the order in which they were: a new one soon after needs a person. */
  lifted(project: string, since: string): Promise<LiftedHold[]>;

  /**
   * Whether one more shadow may ask the database now; counts it when it may. Over all processes that share the ledger, in the minute
   * up to now. What fails is read from the entries of `shadow` and `live`: skipped ones apart, the last so many must have failed.
   */
  admit(now: string, budget: Budget): Promise<Admission>;

  /** Writes down a question that must be compared later. */
  enqueue(question: QueuedQuestion): Promise<void>;
  /** Takes up to so many questions off the queue, the oldest first; no other process gets them, not even when this one dies. */
  dequeue(most: number): Promise<QueuedQuestion[]>;

  /** Deletes all of a project, its acts and holds as well, and says how many entries there were. */
  forget(project: string): Promise<number>;
}

export interface EntryQuery {
  /** Absent: of every project, and of all together. Null: of all together alone. */
  readonly project?: string | null;
  /** None before. */
  readonly since?: string;
}

/** All comparisons that differ in the same way. */
export interface Mismatch {
  readonly fingerprint: string;
  readonly project: string | null;
  readonly report: string;
  /** When it was seen first and last, and how often. Exact, however many entries were dropped since, until `keep_days` are over. */
  readonly first: string;
  readonly last: string;
  readonly count: number;
  /** Null if there were too many to keep. */
  readonly explanation: string | null;
}

/** What shadows may take of a database. */
export interface Budget {
  readonly comparisonsAMinute: number;
  /** After so many failures in a row no shadow asks for a while; 0: failures stop nobody. */
  readonly failures: number;
  readonly restMilliseconds: number;
}

export type Admission = 'admitted' | 'too many' | 'resting';

export interface QueuedQuestion {
  /** A UUID. */
  readonly id: string;
  /** As `Entry.at`. */
  readonly at: string;
  readonly report: string;
  readonly project: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}
