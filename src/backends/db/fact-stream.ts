import {giveBack} from '../../core/large-memory.ts';
import type {RecordFacts, TraceFacts} from '../../core/record-facts.ts';
import {type FactRow, factsOf} from './stored-run.ts';

/** Gathers rows, which come ordered by project and trace, into traces. It keeps the facts of one trace at a time, and no row. */
export async function* gatherTraces(rows: AsyncIterable<FactRow>): AsyncGenerator<TraceFacts> {
  let trace: {project: string; traceId: string; records: RecordFacts[]} | null = null;
  for await (const row of rows) {
    const {project, traceId} = row;
    if (trace !== null && (trace.project !== project || trace.traceId !== traceId)) {
      yield trace;
      trace = null;
    }
    trace ??= {project, traceId, records: []};
    const facts = factsOf(row);
    // A document that the database did not read may have neither.
    if (facts.symbol !== null || facts.failingRuns.length > 0) trace.records.push(facts);
    giveBack();
  }
  if (trace !== null) yield trace;
}
