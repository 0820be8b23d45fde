import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Requirements} from '../intent/intent.ts';
import type {Act, Hold} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {StageName} from '../stage.ts';

/** All that the gate looks at. It reads nothing itself: no clock, no file and no database. */
export interface GateQuestion {
  readonly project: string;
  /** The stage that the project is to be promoted to. */
  readonly to: StageName;
  /** As `Entry.at`. */
  readonly now: string;
  readonly requirements: Requirements;
  /** Today's evidence key of each report that counts. */
  readonly evidenceKeys: ReadonlyMap<string, string>;
  /** Every date of the project that either side knows; null where that could not be found out. */
  readonly knownDates: readonly CalendarDate[] | null;
  /** Those of the project, in the order of the ledger; null where the ledger could not be read. */
  readonly entries: readonly Entry[] | null;
  readonly acts: readonly Act[] | null;
  readonly holds: readonly Hold[] | null;
}

/** `undecided` is never `open`: what is missing, too old, erred or not a number proves nothing. */
export type GateState = 'open' | 'closed' | 'undecided';

export interface GateAnswer {
  readonly state: GateState;
  /** All of them, met or not, in a fixed order. */
  readonly conditions: readonly Condition[];
}

export interface Condition {
  /** Such as `comparisons`. */
  readonly name: string;
  readonly state: 'met' | 'unmet' | 'unknown' | 'broken';
  /** What there is and what is asked for, as a person reads it: `12`, `2 %`, `3 of 14 dates`. */
  readonly have: string;
  readonly need: string;
}
