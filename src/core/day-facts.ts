import type {RecordFacts} from './record-facts.ts';
import type {TraceFacts} from './report-source.ts';

/** A record as the aggregation takes it. */
export interface RecordInTrace {
  readonly traceId: string;
  readonly facts: RecordFacts;
}

/** What the records of one project and date come to. */
export interface DayFacts {
  readonly records: number;
  readonly traces: number;
  readonly failingTraces: readonly TraceFacts[];
}

/** The one aggregation from records to counts and failing traces; files are counted by it, and databases proven by it. */
export function dayFacts(project: string, records: Iterable<RecordInTrace>): DayFacts {
  const traces = new Map<string, RecordFacts[]>();
  let count = 0;
  for (const {traceId, facts} of records) {
    count += 1;
    const siblings = traces.get(traceId);
    if (siblings === undefined) traces.set(traceId, [facts]);
    else siblings.push(facts);
  }
  return {records: count, traces: traces.size, failingTraces: failing(project, traces)};
}

function failing(project: string, traces: ReadonlyMap<string, RecordFacts[]>): TraceFacts[] {
  const found: TraceFacts[] = [];
  for (const [traceId, records] of traces) {
    if (records.some((record) => record.failingRuns.length > 0)) found.push({project, traceId, records});
  }
  return found;
}
