import type {TraceFacts} from '../../core/report-source.ts';
import {type FactRow, factsOf} from './stored-run.ts';

/** A row of a failing trace with the trace that it belongs to. */
export interface TraceFactRow extends FactRow {
  readonly project: string;
  readonly traceId: string;
}

/** Gathers rows that come ordered by project and trace into traces, holding one trace at a time. */
export async function* gatherTraces(rows: AsyncIterable<TraceFactRow>): AsyncGenerator<TraceFacts> {
  let gathered: TraceFactRow[] = [];
  for await (const row of rows) {
    const [first] = gathered;
    if (first !== undefined && (first.project !== row.project || first.traceId !== row.traceId)) {
      yield traceOf(first, gathered);
      gathered = [];
    }
    gathered.push(row);
  }
  const [first] = gathered;
  if (first !== undefined) yield traceOf(first, gathered);
}

function traceOf({project, traceId}: TraceFactRow, rows: readonly TraceFactRow[]): TraceFacts {
  return {project, traceId, records: rows.map(factsOf)};
}
