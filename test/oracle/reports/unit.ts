import {byCodePoint} from '../code-points.ts';
import {type JsonObject, nonEmptyString} from '../json-value.ts';
import type {RunRecord} from '../run-record.ts';
import type {RowKind} from './written-report.ts';

/** One run of a trace, at one of the places at which it is stored. */
export interface Run {
  readonly run: JsonObject;
  readonly record: RunRecord;
  /** The run in whose `child_runs` it stands; undefined for a record's own. */
  readonly holder: Run | undefined;
  /** Undefined for a nested run without an id. */
  readonly id: string | undefined;
}

export interface Trace {
  readonly project: string;
  readonly date: string;
  readonly traceId: string;
  /** By run id. */
  readonly records: readonly RunRecord[];
  /** At all places, record by record, depth first. */
  readonly places: readonly Run[];
}

/** What a report counts one of. */
export interface Unit {
  readonly trace: Trace;
  /** The run that it is or that speaks for it; undefined for a trace without a root record. */
  readonly run: Run | undefined;
  /** All runs that belong to it, copies included: what `some_run` looks at. */
  readonly runs: readonly Run[];
}

export function traceOf(records: readonly RunRecord[]): Trace {
  const ordered = records.toSorted((left, right) => byCodePoint(left.runId, right.runId));
  const {project = '', date = '', traceId = ''} = ordered[0] ?? {};
  return {project, date, traceId, records: ordered, places: ordered.flatMap((record) => placesOf(record))};
}

export function unitsOf(trace: Trace, rows: RowKind): Unit[] {
  const own = trace.places.filter((place) => place.holder === undefined);
  if (rows === 'records') {
    return own.map((run) => ({trace, run, runs: trace.places.filter(({record}) => record === run.record)}));
  }
  if (rows === 'traces') return [{trace, run: own.find(({id}) => id === trace.traceId), runs: trace.places}];
  return listedOnce(trace).map((run) => ({trace, run, runs: []}));
}

/** The place that counts for an id: the own run of the record of that id, else the first, in the record of the smallest run id. */
export function placeOf(trace: Trace, id: string): Run | undefined {
  const places = trace.places.filter((place) => place.id === id);
  return places.find(({holder}) => holder === undefined) ?? places[0];
}

function listedOnce(trace: Trace): Run[] {
  return trace.places.filter((place) => place.id === undefined || place === placeOf(trace, place.id));
}

function placesOf(record: RunRecord, run = record.run, holder?: Run): Run[] {
  const id = holder === undefined ? record.runId : nonEmptyString(run.get('id'));
  const place: Run = {run, record, holder, id};
  const children = run.get('child_runs');
  const runs = Array.isArray(children) ? children.filter((child) => child instanceof Map) : [];
  return [place, ...runs.flatMap((child) => placesOf(record, child, place))];
}
