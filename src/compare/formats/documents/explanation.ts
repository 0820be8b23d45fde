import type Fraction from 'fraction.js';
import type {Blamed, BlamedKind} from '../../explanation/blame.ts';
import {blamedId} from '../../explanation/blame.ts';
import type {Cause} from '../../explanation/explanation.ts';
import type {ReportDifference} from '../../explanation/report-difference.ts';
import type {RecordChange} from '../../records/record-change.ts';
import type {SideName} from '../../records/record-difference.ts';
import type {SideRecord} from '../../records/side-day.ts';
import type {Explained} from '../../result.ts';
import {errorText} from '../error-text.ts';
import {type ChangeDocument, changeDocument} from './change.ts';

/** A cell or line that differs. Amounts are exact: whole numbers or fractions such as `-1/3`, as text. */
export interface DifferenceDocument {
  readonly format: ReportDifference['format'];
  readonly where: string;
  /** As printed; null if the side has no such cell or line. */
  readonly control: string | null;
  readonly candidate: string | null;
  /** True if both print the same only because a secret is masked. */
  readonly masked: boolean;
  readonly amount: string;
  readonly unit: ReportDifference['unit'];
  readonly rounding: string;
  readonly unexplained: string;
  /** `record` is a place in the list of records; the amounts, rounding and unexplained add up to `amount`. */
  readonly contributions: readonly {readonly record: number; readonly amount: string}[];
}

/** A record that accounts for differences, on both sides. */
export interface RecordDocument {
  readonly project: string;
  readonly date: string;
  readonly runId: string;
  readonly kind: BlamedKind;
  readonly control: HeldDocument | null;
  readonly candidate: HeldDocument | null;
  /** The file that cannot be read, for that kind. */
  readonly unreadable: {readonly side: SideName; readonly file: string; readonly reason: string} | null;
  /** The side that answers something else than its document says, for that kind. */
  readonly misreadBy: SideName | null;
  /** The places in which the documents differ, and the columns of a database that do not agree with its document. */
  readonly changes: readonly ChangeDocument[];
}

/** What a side holds of a record; `file` is relative to the data dir and null for rows that came from no file. */
export interface HeldDocument {
  readonly traceId: string;
  readonly file: string | null;
}

/** With an `error` the rest is null or empty: the sides differ, and nobody could find out why. */
export interface ExplanationDocument {
  readonly error: string | null;
  readonly cause: Cause | null;
  readonly proof: {
    readonly controlFollows: boolean;
    readonly candidateFollows: boolean;
    readonly recordsAgree: boolean;
  } | null;
  readonly size: number | null;
  readonly unexplained: number;
  readonly differences: readonly DifferenceDocument[];
  /** The records to blame; `contributions` of the differences point into this list. */
  readonly records: readonly RecordDocument[];
}

export function explanationDocument(explained: Explained, mask: boolean): ExplanationDocument {
  if (explained.outcome === 'failed') {
    const error = errorText(explained.error);
    return {error, cause: null, proof: null, size: null, unexplained: 1, differences: [], records: []};
  }
  const {cause, proof, size, unexplained, differences, blamed} = explained.explanation;
  const places = new Map(blamed.map((each, at) => [blamedId(each), at]));
  return {
    error: null,
    cause,
    proof,
    size,
    unexplained,
    differences: differences.map((difference) => differenceDocument(difference, places, mask)),
    records: blamed.map((each, at) => recordDocument(each, explained.changes[at] ?? [], mask)),
  };
}

function differenceDocument(
  difference: ReportDifference,
  places: ReadonlyMap<string, number>,
  mask: boolean,
): DifferenceDocument {
  const {format, isMoved, amount, unit, rounding, unexplained, contributions} = difference;
  const [control, candidate] = [difference.control?.({mask}) ?? null, difference.candidate?.({mask}) ?? null];
  const where = typeof difference.where === 'string' ? difference.where : difference.where({mask});
  return {
    format,
    where: isMoved ? `${where} (moved)` : where,
    control,
    candidate,
    masked: control === candidate && !isMoved,
    amount: exact(amount),
    unit,
    rounding: exact(rounding),
    unexplained: exact(unexplained),
    contributions: contributions.map((each) => ({
      record: places.get(blamedId(each.blamed)) as number,
      amount: exact(each.amount),
    })),
  };
}

function exact(amount: Fraction): string {
  return amount.toFraction();
}

export function recordDocument(blamed: Blamed, changes: readonly RecordChange[], mask: boolean): RecordDocument {
  const {project, date, runId} = blamed.key;
  const base = {project, date, runId, kind: blamed.kind};
  if (blamed.kind === 'misread') {
    const {side, traceId} = blamed.misread;
    const held = {traceId, file: null};
    const sides = {control: side === 'control' ? held : null, candidate: side === 'candidate' ? held : null};
    return {...base, ...sides, unreadable: null, misreadBy: side, changes: []};
  }
  const {control, candidate, unreadable} = blamed.difference;
  const directory = `${project}/${date}`;
  return {
    ...base,
    control: heldDocument(control, directory),
    candidate: heldDocument(candidate, directory),
    unreadable:
      unreadable === null
        ? null
        : {side: unreadable.side, file: `${directory}/${unreadable.fileName}`, reason: unreadable.reason},
    misreadBy: null,
    changes: changes.map((change) => changeDocument(change, mask)),
  };
}

function heldDocument(record: SideRecord | null, directory: string): HeldDocument | null {
  if (record === null) return null;
  return {traceId: record.traceId, file: record.fileName === null ? null : `${directory}/${record.fileName}`};
}
