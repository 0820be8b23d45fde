import type {CalendarDate} from '../../core/calendar-date.ts';
import type {JsonValue} from '../../core/json/value.ts';
import type {BlamedKind} from '../explanation/blame.ts';
import type {SideName} from '../records/record-difference.ts';
import type {Trait} from './traits.ts';

/** Records that differ in the same way, grouped: a person reads it instead of a list of them. */
export interface Pattern {
  readonly kind: BlamedKind;
  /** The side that cannot read them or misreads them, for those kinds; else null. */
  readonly side: SideName | null;
  /** How many; each record counts once, however many questions it is behind. */
  readonly records: number;
  /** Where their documents or columns differ; empty for records that one side alone has. */
  readonly changes: readonly PatternChange[];
  /** In code point order. */
  readonly projects: readonly string[];
  /** Whether these are all projects that were looked at, and there are several. */
  readonly everyProject: boolean;
  /** In their order; no other date of the comparison is between one and the next. */
  readonly dates: readonly DateRun[];
  /** Whether these are all dates that were looked at, and there are several. */
  readonly everyDate: boolean;
  /** Whether these are all dates from the first of them on, and there are others before it. */
  readonly toTheEnd: boolean;
  /** Whether the side that lacks them has no record at all of these projects on these dates. */
  readonly isWholeDays: boolean;
  /** What all of them share, and no other record of the side that has them. */
  readonly shared: readonly Trait[];
  readonly example: PatternExample;
}

/** Dates in a row, both ends included. */
export interface DateRun {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** How many dates of the comparison that are. */
  readonly dates: number;
}

/** A place in which all records of a pattern differ. */
export interface PatternChange {
  /** As of a `RecordChange`, but `[]` for any place in an array. */
  readonly path: string;
  /** The values, if each record changes from the same to the same; null if they vary or are long. */
  readonly direction: {readonly control: JsonValue | undefined; readonly candidate: JsonValue | undefined} | null;
}

/** The first record that was found. */
export interface PatternExample {
  readonly project: string;
  readonly date: CalendarDate;
  readonly runId: string;
  /** Relative to the data dir; null if the record came from no file, or if a side misreads it. */
  readonly file: string | null;
}
