import type {CalendarDate} from '../calendar-date.ts';
import type {JsonValue} from '../json/value.ts';

/** Where a value stands in a run: the names of members on the way to it, such as `['extra', 'metadata', 'ls_model_name']`. */
export type RunPath = readonly string[];

/** What a report reads of one run, as stored. */
export interface RunValues {
  /** The place, in the list of its record, of the run whose `child_runs` it stands in; null for the record's own run. */
  readonly parent: number | null;
  /** One value for each path that was asked for, in that order. Undefined if the run has no such member, which is not null. */
  readonly values: readonly (JsonValue | undefined)[];
}

/** A record and the runs of its document in document order, depth first; its own run is the first. */
export interface RecordValues {
  readonly runId: string;
  /** Empty if `trace` is not an object. */
  readonly runs: readonly RunValues[];
}

/** All records of one project and date with one trace id, in the order of their run ids. */
export interface TraceValues {
  readonly project: string;
  readonly date: CalendarDate;
  readonly traceId: string;
  readonly records: readonly RecordValues[];
}
