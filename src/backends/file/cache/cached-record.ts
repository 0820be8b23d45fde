import type {Instant} from '../../../core/instant.ts';
import {parseJson} from '../../../core/json/parse.ts';
import {canonicalJson} from '../../../core/json/print.ts';
import type {JsonValue} from '../../../core/json/value.ts';
import {type FailingRun, failingRunMembers, type RecordFacts} from '../../../core/record-facts.ts';
import type {RunRecord} from '../../../core/run-record.ts';

/** What is printed of it, in the order of `failingRunMembers`. */
type CachedRun = readonly [own: boolean, ...printed: readonly CachedValue[]];

/** A text, true, false and null stand for themselves; 0 for an absent member; a list holds the text of anything else. */
export type CachedValue = string | boolean | null | 0 | readonly [string];

/** What the reports need of a record as plain JSON, in as few characters as possible. */
export type CachedFacts = readonly [runId: string, symbol: string | null, failingRuns: readonly CachedRun[]];

/** The same with all else that is known about the record. */
export type CachedRecord = readonly [...CachedFacts, traceId: string, extractedAt: Instant | null];

export function cachedFacts({runId, symbol, failingRuns}: RecordFacts): CachedFacts {
  return [runId, symbol, failingRuns.map(cachedRun)];
}

export function uncachedFacts([runId, symbol, failingRuns]: CachedFacts): RecordFacts {
  return {runId, symbol, failingRuns: failingRuns.map(uncachedRun)};
}

export function cachedRecord({traceId, extractedAt, facts}: RunRecord): CachedRecord {
  return [...cachedFacts(facts), traceId, extractedAt];
}

export function uncachedRecord([runId, symbol, failingRuns, traceId, extractedAt]: CachedRecord): RunRecord {
  return {runId, traceId, extractedAt, facts: uncachedFacts([runId, symbol, failingRuns])};
}

function cachedRun(run: FailingRun): CachedRun {
  return [run.own, ...failingRunMembers.map((member) => cachedValue(run[member]))];
}

function uncachedRun([own, ...printed]: CachedRun): FailingRun {
  const members = failingRunMembers.map((member, at) => [member, uncachedValue(printed[at] as CachedValue)]);
  return {own, ...(Object.fromEntries(members) as Omit<FailingRun, 'own'>)};
}

/** Equal numbers print alike, so the canonical text is as good as the one that was read. */
export function cachedValue(value: JsonValue | undefined): CachedValue {
  if (value === undefined) return 0;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  return [canonicalJson(value)];
}

export function uncachedValue(value: CachedValue): JsonValue | undefined {
  if (value === 0) return undefined;
  return typeof value === 'object' && value !== null ? parseJson(value[0], 'none').value : value;
}
