import {type FailingRun, failingRunsOf} from './failing-run.ts';
import {detached} from './json/detached.ts';
import {isObject, type JsonObject, member} from './json/value.ts';
import {symbolOf} from './symbol.ts';

/** What the reports need of one record. It outlives the document, so it shares no text with it. */
export interface RecordFacts {
  readonly runId: string;
  /** As stored, neither trimmed nor upper-cased; null where the record has none. */
  readonly symbol: string | null;
  /** In document order, depth first. */
  readonly failingRuns: readonly FailingRun[];
}

/** The facts of a document; a document whose `trace` is not an object has neither failing runs nor a symbol. */
export function recordFacts(runId: string, document: JsonObject): RecordFacts {
  const trace = member(document, 'trace');
  if (!isObject(trace)) return {runId, symbol: null, failingRuns: []};
  return {runId, symbol: detached(symbolOf(trace)), failingRuns: failingRunsOf(trace)};
}
