import type {UnreadableFile} from '../core/report-source.ts';

/** What became of the files that were met; the five kinds add up to `read`. */
export interface LoadSummary extends Readonly<LoadCounts> {
  readonly read: number;
  /** How many of them were not opened, since their day is as it was loaded. */
  readonly unopened: number;
  readonly unreadable: readonly UnreadableFile[];
}

export interface LoadCounts {
  /** Records that were not there. */
  inserted: number;
  /** Records that were there with an older or another document. */
  updated: number;
  /** Records that were there just so; nothing was written for them. */
  unchanged: number;
  /** Documents that are older than another snapshot, in the tree or in the database. */
  superseded: number;
}
