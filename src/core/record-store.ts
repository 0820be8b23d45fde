import type {CalendarDate} from './calendar-date.ts';
import type {Brief} from './fields/brief.ts';
import type {JsonValue} from './json/value.ts';
import type {UnreadableFile} from './report-source.ts';
import type {DayKey, Scope} from './scope.ts';

/** A document made ready for a database. */
export interface StagedRecord {
  readonly runId: string;
  readonly traceId: string;
  readonly fileName: string;
  /** JSON text, or its UTF-8, that every database takes: U+FFFD replaces each character that `jsonb` refuses. */
  readonly data: string | Uint8Array;
  /** The exact document if `data` had to change a character, else null. */
  readonly raw: string | null;
  /** Whether any run of it fails. */
  readonly isFailing: boolean;
  /** The record's symbol as `data` has it. */
  readonly symbol: string | null;
  /** The brief of `data`, for a database that gets it from the caller; null if reports should read the document instead. */
  readonly brief: Brief | null;
}

/** The row that is already there for a staged record. */
export interface StoredTwin {
  readonly runId: string;
  readonly fileName: string | null;
  /** `metadata.extracted_at` of the row's own document. */
  readonly extractedAt: JsonValue | undefined;
  /** True if writing the staged record would change nothing. */
  readonly same: boolean;
  /** True if the row was written by this very load, for the same date. */
  readonly fresh: boolean;
}

/** A document that the database did not take; the rest of its batch is written all the same. */
export interface RefusedRecord {
  readonly runId: string;
  readonly fileName: string;
  /** What the database said, in one line. */
  readonly reason: string;
}

/** What is known about a batch before any of it is written. */
export interface Staging {
  /** The rows that it would replace. */
  readonly twins: readonly StoredTwin[];
  /** What need not be written, since the database does not take it. */
  readonly refused: readonly RefusedRecord[];
}

/** What a day's files were when they were loaded, and what to say about them if they are not read again. */
export interface DayNote {
  /** Says whether the files are still the same. */
  readonly listing: string;
  /** Files for which the database has a newer snapshot. */
  readonly superseded: number;
  readonly unreadable: readonly UnreadableFile[];
}

/** One project and date of a database, open for writing in one transaction that shuts out other loaders. */
export interface DayWriter {
  /**
   * Puts a batch aside, with at most one record for each run id. A caller that writes all of it, whatever is there, says that it does not
   * need the twins: then the answer may have none.
   */
  stage(records: readonly StagedRecord[], options?: {readonly twins: boolean}): Promise<Staging>;
  /**
   * Writes these staged records in place of the rows of their keys, and returns those that the database does not take. It notes with the
   * day what was refused, here or in `stage`, and removes that note once the file is written.
   */
  write(runIds: readonly string[]): Promise<readonly RefusedRecord[]>;
  /** Deletes the rows of these keys, if there are any. */
  remove(runIds: readonly string[]): Promise<void>;
  /**
   * Call it before the whole day is staged. From here on it watches what other programs do to the day. It removes the notes of what was
   * refused before.
   */
  watch(): Promise<void>;
  /** Call it last: it notes the day as loaded, unless another program touched it since `watch`. */
  note(note: DayNote): Promise<void>;
}

/** A day that was noted as loaded. */
export interface LoadedDay extends DayKey, DayNote {
  /** Another text for each load that was noted, even of the same files; absent if the database tells by its rows whether they were touched. */
  readonly mark?: string | null;
}

/** A row as a database returns it: one record and the document that won. */
export interface StoredRecord {
  readonly project: string;
  readonly date: CalendarDate;
  readonly runId: string;
  readonly traceId: string;
  readonly fileName: string | null;
  /** The exact document as JSON text. */
  readonly document: string;
}

/** `written`: the text as it stands in the file. `canonical`: each key once, sorted, no white space. */
export type TextForm = 'written' | 'canonical';

/** The side of a database that takes records in and gives them back. */
export interface RecordStore {
  /** The form in which the database wants its documents. */
  readonly textForm: TextForm;
  /** True if it writes rows alone, and leaves new partitions and vacuum to the owner of the table. */
  readonly leavesToOwner?: boolean;
  /** Throws for a project that the role may not write, before anything is read for it. Absent if there are no roles. */
  requireWritable?(project: string): void;
  /** How large the documents of one batch should be together: a batch stays in memory until it is written. */
  readonly batchBytes: number;
  /** The days of the scope that were noted as loaded and whose rows nobody touched since. */
  loadedDays(scope: Scope | null): Promise<LoadedDay[]>;
  /**
   * Runs `work` in one transaction: either all that it wrote is there afterwards, or nothing. It may run again after its transaction was
   * rolled back, or may have been. So it must start anew each time.
   */
  withDay<T>(project: string, date: CalendarDate, work: (day: DayWriter) => Promise<T>): Promise<T>;
  /** The same for several days in the one transaction; `writerOf` takes each of `days`, and no other. */
  withDays<T>(days: readonly DayKey[], work: (writerOf: (day: DayKey) => DayWriter) => Promise<T>): Promise<T>;
  /** After a load: brings the planner's statistics up to date for the dates written. */
  settle(dates: readonly CalendarDate[]): Promise<void>;
  /** All records of the scope, streamed: by project, date and run id, those with very large documents last. */
  records(scope: Scope | null): AsyncIterable<StoredRecord>;
}

/** What `lse db status` says. Dates are null if there are no records. */
export interface StoreStatus {
  readonly schemaVersion: number;
  readonly records: number;
  readonly traces: number;
  readonly projects: number;
  readonly firstDate: CalendarDate | null;
  readonly lastDate: CalendarDate | null;
  /** Size on disk, indexes included. */
  readonly bytes: number;
  /** How the rows are divided among the nodes of a cluster; absent on a single server. */
  readonly distribution?: {readonly by: 'project' | 'run'; readonly nodes: number};
  /** Indexes of the reports that are not there; reports are correct without them, and slower. */
  readonly missingIndexes: readonly string[];
  /** The only projects that are counted, since the role may read no others; absent if it may read all. */
  readonly visibleProjects?: readonly string[];
}
