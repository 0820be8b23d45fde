import {byCodePoint, isBlank, trimBlanks} from './code-points.ts';
import {type Json, type JsonObject, member, nonEmptyString} from './json-value.ts';
import {byMoment, readMoment} from './moment.ts';
import type {RunRecord} from './run-record.ts';

/** One failing run as it stands in one record. */
export interface FailingRun {
  readonly run: JsonObject;
  /** What tells it apart in its trace; undefined for a nested run without an id. */
  readonly id: string | undefined;
  /** What JSON prints for it: the key of a record, else the id as stored, be it a string or not. */
  readonly printedId: Json;
  readonly isOwnRun: boolean;
  readonly record: RunRecord;
  /** Its place in the record, depth first. */
  readonly position: number;
}

export interface FailingTrace {
  readonly traceId: string;
  /** As printed: trimmed and upper-cased, or `Unknown`. */
  readonly symbol: string;
  readonly runs: FailingRun[];
}

/** All traces of these records, each the list of its records. */
export function tracesOf(records: readonly RunRecord[]): RunRecord[][] {
  const traces = new Map<string, RunRecord[]>();
  for (const record of records) {
    const key = JSON.stringify([record.project, record.date, record.traceId]);
    traces.set(key, [...(traces.get(key) ?? []), record]);
  }
  return [...traces.values()];
}

/** The trace with its runs listed once each, or undefined if it does not fail. */
export function failingTrace(records: readonly RunRecord[]): FailingTrace | undefined {
  const ordered = records.toSorted((left, right) => byCodePoint(left.runId, right.runId));
  const runs = listedOnce(ordered.flatMap(failingRuns));
  return runs.length === 0 ? undefined : {traceId: ordered[0]?.traceId ?? '', symbol: symbolOf(ordered), runs};
}

/** By start, run id (none first), project, the record's run id, document order. */
export function byStart(left: FailingRun, right: FailingRun): number {
  return (
    byMoment(readMoment(left.run.get('start_time')), readMoment(right.run.get('start_time'))) ||
    // No id is the empty string here, which no real id can be.
    byCodePoint(left.id ?? '', right.id ?? '') ||
    byCodePoint(left.record.project, right.record.project) ||
    byCodePoint(left.record.runId, right.record.runId) ||
    left.position - right.position
  );
}

function failingRuns(record: RunRecord): FailingRun[] {
  return withDescendants(record.run).flatMap((run, position) => {
    const status = run.get('status');
    if (run.get('name') !== 'zenrows_scraper' || typeof status !== 'string' || isSuccess(status)) return [];
    const isOwnRun = position === 0;
    const id = isOwnRun ? record.runId : nonEmptyString(run.get('id'));
    return [{run, id, printedId: id ?? run.get('id') ?? null, isOwnRun, record, position}];
  });
}

const SUCCESSES = ['sS', 'uU', 'cC', 'cC', 'eE', 'sS', 'sS'];

/** Letter by letter, so that nothing that Unicode takes for one of these letters is one. */
function isSuccess(status: string): boolean {
  return status.length === SUCCESSES.length && SUCCESSES.every((letters, at) => letters.includes(status.charAt(at)));
}

function withDescendants(run: JsonObject): JsonObject[] {
  const children = run.get('child_runs');
  const runs = Array.isArray(children) ? children.filter((child) => child instanceof Map) : [];
  return [run, ...runs.flatMap(withDescendants)];
}

/** `runs` in the order of their records' run ids, and in document order within a record. */
function listedOnce(runs: readonly FailingRun[]): FailingRun[] {
  return runs.filter((run) => {
    if (run.id === undefined) return true;
    const copies = runs.filter((other) => other.id === run.id);
    return run === (copies.find((copy) => copy.isOwnRun) ?? copies[0]);
  });
}

/** `ordered` by run id. */
function symbolOf(ordered: readonly RunRecord[]): string {
  const root = ordered.find((record) => record.runId === record.traceId);
  const candidates = [...(root === undefined ? [] : [root]), ...ordered].map(symbolOfRecord);
  const symbol = candidates.find((candidate) => candidate !== undefined);
  return symbol === undefined ? 'Unknown' : trimBlanks(symbol).toUpperCase();
}

function symbolOfRecord(record: RunRecord): string | undefined {
  const inputs = record.run.get('inputs');
  return [member(inputs, 'crypto_symbol'), member(member(inputs, 'input_data'), 'crypto_symbol')].find(
    (value): value is string => typeof value === 'string' && !isBlank(value),
  );
}
