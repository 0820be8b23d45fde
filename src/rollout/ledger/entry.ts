import type {CalendarDate} from '../../core/calendar-date.ts';

/**
 * The result of a comparison.
 *
 * - `matched`, `mismatched`: both sides answered, with records, about the same data.
 * - `candidate failed`, `control failed`, `both failed`: a side has no answer. `timed out`: candidate had none in time.
 * - `moved`: the data of a side changed meanwhile. `not loaded`: the database does not reach as far as the files.
 * - `empty`: neither side has a record. `skipped`: nobody compared, to spare the database.
 * - `harness error`: the comparison itself failed.
 */
export const outcomes = [
  'matched',
  'mismatched',
  'candidate failed',
  'control failed',
  'both failed',
  'timed out',
  'moved',
  'not loaded',
  'empty',
  'skipped',
  'harness error',
] as const;

export type Outcome = (typeof outcomes)[number];

/** What had both sides asked. `drain` compares later what a report wrote down; a `rehearsal` takes the database away on purpose. */
export const origins = ['compare', 'shadow', 'live', 'drain', 'verify', 'rehearsal', 'audit'] as const;

export type Origin = (typeof origins)[number];

/** One comparison of one question, as the ledger keeps it. It holds no document and no cell of a report. */
export interface Entry {
  /** Told from every other one, so that an entry that is written twice is there once. A UUID. */
  readonly id: string;
  /** When it ended: ISO 8601 in UTC, with milliseconds, such as `2026-11-29T06:19:37.123Z`. */
  readonly at: string;
  readonly origin: Origin;
  /** The name of the report; of a verification `db verify`. */
  readonly report: string;
  /** Null for all projects together, which is evidence for none of them: differences of two may cancel out. */
  readonly project: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly outcome: Outcome;
  /** Why there is no answer: an SQLSTATE, a code of Node's or one of ours. Null if the outcome says all. */
  readonly reason: string | null;
  /** What the comparison stands for: contract, definition, schema, kinds of the sources and the settings that decide. */
  readonly evidenceKey: string;
  /** Of the data behind both answers: equal for two comparisons that saw the same. Null if it is not known. */
  readonly dataDigest: string | null;
  /** Null for a side without an answer. */
  readonly records: {readonly control: number | null; readonly candidate: number | null};
  /** Failing traces that control counts; null if it is not known. */
  readonly failing: number | null;
  /** Why the answers differ, of a mismatch. */
  readonly cause: 'data' | 'logic' | 'data and logic' | 'unexplained' | null;
  /** Differences that no record accounts for. */
  readonly unexplained: number;
  /** Null for a side that was not asked. */
  readonly milliseconds: {readonly control: number | null; readonly candidate: number | null};
  /** Of a mismatch: equal for two that differ in the same way. Its explanation is kept once. */
  readonly fingerprint: string | null;
}
