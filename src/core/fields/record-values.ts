import {isArray, isObject, type JsonObject, member} from '../json/value.ts';
import type {RecordValues, RunPath, RunValues} from './run-values.ts';

/**
 * What a report reads from a document, as stored. It shares text with the document: a caller that keeps it must detach
 * it.
 */
export function recordValues(runId: string, document: JsonObject, paths: readonly RunPath[]): RecordValues {
  const trace = member(document, 'trace');
  return {runId, runs: isObject(trace) ? runValues(trace, paths) : []};
}

/** Runs are reached through `child_runs` arrays alone; anything else that looks like a run is payload. */
function runValues(trace: JsonObject, paths: readonly RunPath[]): RunValues[] {
  const runs: RunValues[] = [];
  const pending: {readonly run: JsonObject; readonly parent: number | null}[] = [{run: trace, parent: null}];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const {run, parent} = next;
    const place = runs.push({parent, values: paths.map((path) => member(run, ...path))}) - 1;
    const children = run.get('child_runs');
    if (!isArray(children)) continue;
    for (const child of children.toReversed()) if (isObject(child)) pending.push({run: child, parent: place});
  }
  return runs;
}
