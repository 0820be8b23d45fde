/**
 * Why something in a tree or in another program's table is not counted.
 *
 * - `outside-link`: a link that leads outside the data directory, which the contract does not follow.
 * - `broken-link`: a link that leads nowhere, or in a circle.
 * - `unreadable-directory`: one that lse may not read and in which no record could lie: the file system's own, such as `lost+found`, one
 *   beside dates whose name is no date, or one below a date. Any other is an error.
 * - `undecodable-directory`: one whose name is not UTF-8, which no database could keep.
 * - `other-file`: a file in a date directory whose name has another ending than `.json`.
 * - `special-file`: a FIFO, socket or device in a date directory.
 * - `excluded-project`: a project that the user left out.
 * - `unusable-row`: a row of another program's table that cannot become a record.
 * - `older-row`: a row for whose key that table has a newer row.
 *
 * And files that may hold runs, by the ending of their name, in a place where no record lies:
 *
 * - `file-beside-projects`: directly in the data directory.
 * - `file-beside-dates`: directly in the directory of a project.
 * - `file-in-other-directory`: in a directory beside dates whose name is no date.
 * - `file-below-date`: in a directory below a date.
 */
export type PassedOverKind =
  | 'outside-link'
  | 'broken-link'
  | 'unreadable-directory'
  | 'undecodable-directory'
  | 'other-file'
  | 'special-file'
  | 'excluded-project'
  | 'unusable-row'
  | 'older-row'
  | 'file-beside-projects'
  | 'file-beside-dates'
  | 'file-in-other-directory'
  | 'file-below-date';

/** What a source did not read, of one kind and in one project. */
export interface PassedOver {
  readonly kind: PassedOverKind;
  /** The project that it lies in; null for what lies beside the projects. */
  readonly project: string | null;
  readonly count: number;
  /** One of them, relative to the data directory; bytes that are no UTF-8 as `\xe9`. A row as `project/date/run id`. */
  readonly example: string;
  /** The argument for `lse import` that imports files such as the example, quoted for a shell; absent if it would not take them. */
  readonly importFrom?: string;
}

/** Files near the data directory that may hold runs, for a user whose report found no record. */
export interface FilesInReach {
  readonly count: number;
  /** False if there was too much to read, so there may be more. */
  readonly isWhole: boolean;
  /** As those of `PassedOver`. */
  readonly example: string;
  readonly importFrom?: string;
}

/** Whether records may lie in what was passed over. Then the source was not read whole, and a comparison proves nothing. */
export function hidesRecords({kind}: Pick<PassedOver, 'kind'>): boolean {
  return kind === 'undecodable-directory' || kind === 'unusable-row';
}

const PLAIN_FILES: ReadonlySet<PassedOverKind> = new Set<PassedOverKind>([
  'file-beside-projects',
  'file-beside-dates',
  'file-in-other-directory',
  'file-below-date',
]);

/** Whether these are plain files in a place where no record could lie: a copy of the whole project has them too. */
export function isPlainFiles({kind}: Pick<PassedOver, 'kind'>): boolean {
  return PLAIN_FILES.has(kind);
}

/** Two of a kind as one. A file that can be imported is the better example. */
export function together(left: PassedOver, right: PassedOver): PassedOver {
  const example = left.importFrom === undefined && right.importFrom !== undefined ? right : left;
  return {...example, count: left.count + right.count};
}
