import type {CalendarDate} from '../calendar-date.ts';
import type {RecordValues, RunValues, TraceValues} from './run-values.ts';

/**
 * The thing that a report counts: a run, a record or a trace. A field of a run is read from the run at `at` of `record`. For a record that
 * is its own run, for a trace the run of its root record.
 */
export interface Unit {
  readonly trace: TraceValues;
  /** Null only for a trace without a root record. */
  readonly record: RecordValues | null;
  /** The run's place in the list of its record; 0 for its own run. */
  readonly at: number;
}

/** The id of every run stands first among the values that a report asks for. */
const ID_AT = 0;

/** Undefined for a trace without a root record, and if the `trace` of the document is not an object. */
export function runOf({record, at}: Unit): RunValues | undefined {
  return record?.runs[at];
}

/** The id that distinguishes a run from others: the record's key for its own run, else a non-empty string. */
export function unitRunId(unit: Unit): string | null {
  if (unit.at === 0) return unit.record?.runId ?? null;
  const id = runOf(unit)?.values[ID_AT];
  return typeof id === 'string' && id !== '' ? id : null;
}

/** The trace itself. Its root record speaks for it: the one whose run id is the trace id. */
export function traceUnit(trace: TraceValues): Unit {
  return {trace, record: trace.records.find(({runId}) => runId === trace.traceId) ?? null, at: 0};
}

export function recordUnits(trace: TraceValues): Unit[] {
  return trace.records.map((record) => ({trace, record, at: 0}));
}

/** Every run of a record, copies of runs that have a record of their own included. */
export function unitsOfRecord(trace: TraceValues, record: RecordValues): Unit[] {
  return record.runs.map((_, at) => ({trace, record, at}));
}

/** The runs of a trace, each once. */
export interface TraceRuns {
  /** The own run of the record of that id, else the copy in the record with the smallest run id, the first in document order. */
  readonly byId: ReadonlyMap<string, Unit>;
  readonly withoutId: readonly Unit[];
}

export function traceRuns(trace: TraceValues): TraceRuns {
  const byId = new Map<string, Unit>();
  const withoutId: Unit[] = [];
  for (const record of trace.records) if (record.runs.length > 0) byId.set(record.runId, {trace, record, at: 0});
  for (const record of trace.records) {
    for (let at = 1; at < record.runs.length; at += 1) {
      const unit = {trace, record, at};
      const id = unitRunId(unit);
      if (id === null) withoutId.push(unit);
      else if (!byId.has(id)) byId.set(id, unit);
    }
  }
  return {byId, withoutId};
}

export function runUnits(trace: TraceValues): Unit[] {
  // Most traces are so. Without nested runs no run is there twice: records have ids of their own.
  if (trace.records.every(({runs}) => runs.length <= 1)) {
    return recordUnits(trace).filter(({record}) => record !== null && record.runs.length > 0);
  }
  const {byId, withoutId} = traceRuns(trace);
  return [...byId.values(), ...withoutId];
}

/** What a unit is, so that the same unit can be found in another source. */
export interface UnitIdentity {
  readonly project: string;
  readonly date: CalendarDate;
  readonly traceId: string;
  /** Null for a trace, since all records belong to it. */
  readonly recordRunId: string | null;
  /** Null for a trace or a record, and for a run without an id, which its place identifies. */
  readonly runId: string | null;
  /** The run's place in document order; null for a trace or a record. */
  readonly place: number | null;
}

export function unitIdentity({trace, record, at}: Unit, rows: 'runs' | 'records' | 'traces'): UnitIdentity {
  const {project, date, traceId} = trace;
  return {
    project,
    date,
    traceId,
    recordRunId: rows === 'traces' ? null : (record?.runId ?? null),
    runId: rows === 'runs' ? unitRunId({trace, record, at}) : null,
    place: rows === 'runs' ? at : null,
  };
}
