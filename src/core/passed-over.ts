/**
 * Why something in a tree or in another program's table is not counted.
 *
 * - `outside-link`: a link that leads outside the data directory, which the contract does not follow.
 * - `broken-link`: a link that leads nowhere, or in a circle.
 * - `unreadable-directory`: one of the file system's own that may not be read, such as `lost+found`. Any other is an error.
 * - `undecodable-directory`: one whose name is not UTF-8, which no database could keep.
 * - `other-file`: a file in a date directory whose name has another ending than `.json`.
 * - `special-file`: a FIFO, socket or device in a date directory.
 * - `excluded-project`: a project that the user left out.
 * - `unusable-row`: a row of another program's table of which no record can be made.
 * - `older-row`: one of which that table has a newer row under the same key.
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
  | 'older-row';

/** What a source did not look at, of one kind and in one project. */
export interface PassedOver {
  readonly kind: PassedOverKind;
  /** The project that it lies in; null for what lies beside the projects. */
  readonly project: string | null;
  readonly count: number;
  /** One of them, relative to the data directory; bytes that are no UTF-8 as `\xe9`. A row as `project/date/run id`. */
  readonly example: string;
}

/** Whether records may lie in what was passed over: then the source was not read whole, and nothing is proven by it. */
export function hidesRecords({kind}: Pick<PassedOver, 'kind'>): boolean {
  return kind === 'undecodable-directory' || kind === 'unusable-row';
}
