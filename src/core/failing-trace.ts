import {compareCodePoints} from './code-point-order.ts';
import type {FailingRun, RecordFacts, TraceFacts} from './record-facts.ts';

/** A failing run in its place: what it says, and where it stood. */
export interface ListedRun {
  readonly run: FailingRun;
  /** The id as stored, except that the record's own run goes by the record's key. */
  readonly id: FailingRun['id'];
  readonly project: string;
  readonly recordRunId: string;
  /** The run's place among the failing runs of its record, depth first. */
  readonly ordinal: number;
}

/** The trace's symbol as stored, or null if none of its records has one. */
export function traceSymbol(trace: TraceFacts): string | null {
  return symbolGiver(trace)?.symbol ?? null;
}

/** The record that gives a trace its symbol: the root if it has one, else that of the smallest run id that has one. */
export function symbolGiver({traceId, records}: Omit<TraceFacts, 'project'>): RecordFacts | null {
  const root = records.find((record) => record.runId === traceId);
  if (root !== undefined && root.symbol !== null) return root;
  return sortByRunId(records).find((record) => record.symbol !== null) ?? null;
}

/**
 * The trace's failing runs, each id once: its own record if that fails, else the copy in the record with the smallest
 * run id, the first in document order. Runs without an id are all listed.
 */
export function listFailingRuns(trace: TraceFacts): ListedRun[] {
  const runs = sortByRunId(trace.records).flatMap((record) => listRecord(trace.project, record));
  const chosen = new Map<string, ListedRun>();
  const anonymous: ListedRun[] = [];
  for (const listed of runs) {
    const id = runIdOf(listed);
    if (id === null) anonymous.push(listed);
    else if (listed.run.own || !chosen.has(id)) chosen.set(id, listed);
  }
  return [...chosen.values(), ...anonymous];
}

/** The id under which a run is listed once (a non-empty string); null if it has none. */
export function runIdOf({id}: ListedRun): string | null {
  return typeof id === 'string' && id !== '' ? id : null;
}

function listRecord(project: string, record: RecordFacts): ListedRun[] {
  return record.failingRuns.map((run, ordinal) => ({
    run,
    id: run.own ? record.runId : run.id,
    project,
    recordRunId: record.runId,
    ordinal,
  }));
}

function sortByRunId(records: readonly RecordFacts[]): RecordFacts[] {
  return [...records].sort((left, right) => compareCodePoints(left.runId, right.runId));
}
