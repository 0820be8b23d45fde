import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import type {RecordKey} from '../../core/source-snapshot.ts';
import type {SideDay, SideRecord} from './side-day.ts';

/**
 * `missing`: control alone has the record. `extra`: candidate alone has it. `superseded`: both have it, and one holds a
 * snapshot that the other replaced by a newer one. `unreadable`: one side's file of it cannot be read. `changed`: both have
 * it, and its content or a column differs.
 */
export const differenceKinds = ['missing', 'extra', 'changed', 'superseded', 'unreadable'] as const;

export type DifferenceKind = (typeof differenceKinds)[number];

/** A record that the sides do not hold alike. */
export interface RecordDifference {
  readonly key: RecordKey;
  readonly kind: DifferenceKind;
  /** What each side holds; null if it has no readable snapshot. */
  readonly control: SideRecord | null;
  readonly candidate: SideRecord | null;
  /** The file behind `unreadable`, on the side that could not read it; else null. */
  readonly unreadable: {readonly side: SideName; readonly fileName: string; readonly reason: string} | null;
}

export const sideNames = ['control', 'candidate'] as const;

export type SideName = (typeof sideNames)[number];

/** The records of one project and date that the sides do not hold alike, in the order of their run ids. */
export function recordDifferences(
  project: string,
  date: CalendarDate,
  control: SideDay,
  candidate: SideDay,
): RecordDifference[] {
  return differingRuns(control, candidate)
    .sort(compareCodePoints)
    .map((runId) => differenceOf({project, date, runId}, control, candidate));
}

/** The run ids of the records that the sides do not hold alike, in any order. */
export function differingRuns(control: SideDay, candidate: SideDay): string[] {
  const differing: string[] = [];
  for (const [runId, record] of control.records) {
    if (!isSame(record, candidate.records.get(runId))) differing.push(runId);
  }
  for (const runId of candidate.records.keys()) if (!control.records.has(runId)) differing.push(runId);
  return differing;
}

/** Whether both sides hold the record and nothing of it differs: content, trace, and what a database made of it. */
export function isSame(control: SideRecord | undefined, candidate: SideRecord | undefined): boolean {
  if (control === undefined || candidate === undefined) return false;
  return (
    control.digest === candidate.digest &&
    control.traceId === candidate.traceId &&
    // A file has no columns, so any fault of a row is a difference from its file; two databases may have the same fault.
    (control.faults.length + candidate.faults.length === 0 ||
      JSON.stringify(control.faults) === JSON.stringify(candidate.faults))
  );
}

function differenceOf(key: RecordKey, controlDay: SideDay, candidateDay: SideDay): RecordDifference {
  const control = controlDay.records.get(key.runId) ?? null;
  const candidate = candidateDay.records.get(key.runId) ?? null;
  const unreadable =
    unreadableFile('control', controlDay, key.runId, control, candidate) ??
    unreadableFile('candidate', candidateDay, key.runId, candidate, control);
  if (unreadable !== null) return {key, kind: 'unreadable', control, candidate, unreadable};
  return {key, kind: kindOf(control, candidate, controlDay, candidateDay), control, candidate, unreadable};
}

function kindOf(
  control: SideRecord | null,
  candidate: SideRecord | null,
  controlDay: SideDay,
  candidateDay: SideDay,
): DifferenceKind {
  if (candidate === null) return 'missing';
  if (control === null) return 'extra';
  if (control.digest === candidate.digest) return 'changed';
  return isSupersededIn(controlDay, candidate) || isSupersededIn(candidateDay, control) ? 'superseded' : 'changed';
}

/** Whether a side knows another side's snapshot as one that lost against a newer one. */
function isSupersededIn(day: SideDay, record: SideRecord): boolean {
  return (day.superseded.get(record.runId) ?? []).some(({digest}) => digest === record.digest);
}

/**
 * The unreadable file of `side` that the other side's snapshot came from: the file of the same name. If this side has
 * no snapshot at all: a file whose name begins with the run id, like those of trace files. A row without a file is named by its run id.
 */
function unreadableFile(
  side: SideName,
  day: SideDay,
  runId: string,
  own: SideRecord | null,
  other: SideRecord | null,
): RecordDifference['unreadable'] {
  if (other === null) return null;
  const file = day.unreadable.find(
    ({fileName}) =>
      fileName === other.fileName || (own === null && (fileName === runId || isNamedAfter(fileName, runId))),
  );
  return file === undefined ? null : {side, ...file};
}

/** `<run id>_<digits>.json`, the name of a trace file; an id may hold an underscore itself. */
function isNamedAfter(fileName: string, runId: string): boolean {
  return fileName.startsWith(`${runId}_`) && /^[0-9]+\.json$/.test(fileName.slice(runId.length + 1));
}
