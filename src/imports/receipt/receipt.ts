import type {CalendarDate} from '../../core/calendar-date.ts';
import type {FormatName} from '../given.ts';
import type {TallyResult} from './tally.ts';

/** What an import found, what became of it, and what it knows to be missing. */
export interface Receipt {
  /** True if nothing was written: what would have been. */
  readonly isDryRun: boolean;
  /** The directory of the tree. */
  readonly out: string;
  /** How many files of each format were read. */
  readonly formats: Readonly<Partial<Record<FormatName, number>>>;
  /** Runs that could be read, each as often as it was there: the sum of the five kinds below. */
  readonly found: number;
  /** Distinct traces of them. */
  readonly traces: number;
  /** Runs that were written to a file. */
  readonly taken: number;
  /** Runs that the tree already had with this very content. */
  readonly alreadyThere: number;
  /** Snapshots that are older than another one of the same run, in the source or in the tree. */
  readonly replaced: number;
  /** Snapshots that are in the source more than once, just so. */
  readonly repeated: number;
  /** Runs that no file may hold, or whose date nobody knows; they are among the skipped. */
  readonly unplaced: number;
  /** Everything that was there and was not taken. */
  readonly skipped: TallyResult;
  /** Files of earlier imports that were moved to another date, since their trace belongs there. */
  readonly moved: number;
  /** How many files were written for each project and date. */
  readonly written: readonly {readonly project: string; readonly date: CalendarDate; readonly runs: number}[];
  /** For how many runs something was worked out, and from what. */
  readonly derived: readonly {readonly what: string; readonly from: string; readonly runs: number}[];
  /** What is known to be missing: reports on what was imported may count too little, or twice. Empty if nothing is. */
  readonly incomplete: readonly Incompleteness[];
}

export interface Incompleteness {
  /** One line that goes on from the count: `runs whose parent is missing`. */
  readonly what: string;
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly string[];
}

/** Whether all that was there is in the tree, and nothing is known to be missing. */
export function isWhole({skipped, incomplete}: Receipt): boolean {
  return skipped.count === 0 && incomplete.length === 0;
}
