import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Requirements} from '../intent/intent.ts';
import type {Act, Hold} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {StageName} from '../stage.ts';

/** All that the gate looks at. It reads nothing itself: no clock, no file and no database. */
export interface GateQuestion {
  readonly project: string;
  /** The stage that the project is at, as intended. */
  readonly from: StageName;
  /** The stage to which the project should be promoted. */
  readonly to: StageName;
  /** As `Entry.at`. */
  readonly now: string;
  readonly requirements: Requirements;
  /** Today's evidence key of each report that counts. */
  readonly evidenceKeys: ReadonlyMap<string, string>;
  /** Every date of the project that either side knows; null if that could not be found out. */
  readonly knownDates: readonly CalendarDate[] | null;
  /** Those of the project, in the order of the ledger; null if the ledger could not be read. */
  readonly entries: readonly Entry[] | null;
  readonly acts: readonly Act[] | null;
  readonly holds: readonly Hold[] | null;
}

/**
 * - `open`: every condition is met.
 * - `closed`: something speaks against it, such as a mismatch. More evidence does not help; somebody must look.
 * - `undecided`: nothing speaks against it, and not enough speaks for it. What is missing, too old, erred or not a number proves nothing.
 */
export type GateState = 'open' | 'closed' | 'undecided';

export interface GateAnswer {
  readonly state: GateState;
  /** All that the stage asks for, met or not, in a fixed order. */
  readonly conditions: readonly Condition[];
}

/** All that may be asked for, in the order in which it is shown. */
export const conditionNames = [
  'step',
  'ledger',
  'clock',
  'holds',
  'reports',
  'mismatches',
  'unexplained',
  'faults',
  'comparisons',
  'days',
  'dates',
  'records',
  'failing',
  'coverage',
  'failures',
  'inconclusive',
  'latency',
  'age',
  'rehearsal',
] as const;

export type ConditionName = (typeof conditionNames)[number];

export interface Condition {
  readonly name: ConditionName;
  /** `unmet`: there is less than is asked for. `unknown`: it cannot be told. `broken`: something speaks against it. */
  readonly state: 'met' | 'unmet' | 'unknown' | 'broken';
  /** What there is and what is asked for, as a person reads it: `12`, `2 %`, `3 of 14 dates`. */
  readonly have: string;
  readonly need: string;
}
