import type {CalendarDate} from './calendar-date.ts';
import type {DigestForm} from './document-content.ts';
import type {RunPath} from './fields/run-values.ts';
import type {FilesInReach, PassedOver} from './passed-over.ts';
import type {Identity, RunDocument} from './run-document.ts';
import type {RunRecord} from './run-record.ts';
import type {DayKey, Scope} from './scope.ts';
import type {FileChange} from './source-snapshot.ts';

/** One file of a day: what was read of it, a document or a record, or why it does not count. */
export type ReadFile<R extends Identity> =
  | {readonly fileName: string; readonly read: R; readonly reason: null}
  | {readonly fileName: string; readonly read: null; readonly reason: string};

/** One project and date that has a directory, and the names of its files in code point order. */
export interface TreeDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly fileNames: readonly string[];
}

/** How the reason begins if the file system did not give a file: it may give the same file the next time. */
export const NOT_GIVEN = 'cannot be read';

/** Whether a file that is still the same will be read as the same. */
export function isLasting({reason}: {readonly reason: string | null}): boolean {
  return reason === null || !reason.startsWith(NOT_GIVEN);
}

/**
 * A file directly below a data directory that is there until an export into it is whole. No tree with such a file is
 * read.
 */
export const UNFINISHED_EXPORT = '.lse-export-unfinished';

/** The list of files in an archive of a project; it lies directly in the directory of that project. */
export const ARCHIVE_MANIFEST = 'manifest.json';

/** A trace tree to be read as documents. */
export interface DocumentTree {
  readonly location: string;
  /** Equal for two trees that are the same directory, whatever path leads there. */
  readonly identity: string;
  projects(): Promise<string[]>;
  /** The days of the scope, by project and date; a null scope is everything. */
  days(scope: Scope | null): AsyncIterable<TreeDay>;
  /** Reads the named files of a day in the order given. */
  documents(day: TreeDay): AsyncIterable<ReadFile<RunDocument>>;
  /** The same files, read only as far as a report needs, which is many times as fast. */
  records(day: TreeDay): AsyncIterable<ReadFile<RunRecord>>;
  /** The same files, with what a comparison knows of the whole documents; it has the digest of this form, too. */
  contents(day: TreeDay, form?: DigestForm): AsyncIterable<ReadFile<RunRecord<'content'>>>;
  /** Both of these. Each file is opened and read once, and its bytes are read in both ways. */
  recordsWithContents(day: TreeDay): AsyncIterable<ReadFile<RunRecord<'facts' | 'content'>>>;
  /** The same files, with what stands at these paths of each run. */
  values(day: TreeDay, paths: readonly RunPath[]): AsyncIterable<ReadFile<RunRecord<'values'>>>;
  /** What the listings of days so far passed over, by kind and project. */
  passedOver(): readonly PassedOver[];
  /** What may hold runs outside the places of records, at any depth, whatever was listed; null if there is nothing. */
  filesInReach(): Promise<FilesInReach | null>;
  /** What differs from the tree's listing, on all days or on some. Always empty for a tree that lists each day when it is asked. */
  changes(days?: readonly DayKey[]): Promise<FileChange[]>;
}

/** A trace tree that can say whether a day's files are what they were, without reading them. */
export interface ListedTree extends DocumentTree {
  /**
   * A digest of what the file system says about a day's files, and of all else that reading them depends on. It changes after any change.
   * Null if a change after now could go unnoticed, since a file was changed just now or cannot be looked at.
   */
  listing(day: TreeDay): Promise<string | null>;
  /** Whether each file of the day that was read since was the one that `listing` saw: another may have taken its place for a while. */
  isAsListed(day: DayKey): boolean;
}
