import type {DocumentTree, TreeDay} from '../../core/document-tree.ts';
import {type RecordFacts, recordFacts} from '../../core/record-facts.ts';
import type {TraceFacts, UnreadableFile} from '../../core/report-source.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';

/** What one project's files of one date come to. */
export interface DayScan {
  readonly records: number;
  readonly traces: number;
  readonly failingTraces: readonly TraceFacts[];
  readonly unreadable: readonly UnreadableFile[];
}

interface Winner {
  readonly snapshot: Snapshot;
  readonly traceId: string;
  readonly facts: RecordFacts;
}

/** Reads every file of a project's date once and keeps of each record only what a report needs. */
export async function scanDay(tree: DocumentTree, day: TreeDay): Promise<DayScan> {
  const {project, date} = day;
  const winners = new Map<string, Winner>();
  const unreadable: UnreadableFile[] = [];
  for await (const {fileName, document, reason} of tree.documents(day)) {
    if (document === null) {
      unreadable.push({path: `${project}/${date}/${fileName}`, reason});
      continue;
    }
    const {runId, traceId, extractedAt} = document;
    const snapshot = {extractedAt, fileName};
    const current = winners.get(runId);
    if (current !== undefined && compareSnapshots(snapshot, current.snapshot) < 0) continue;
    winners.set(runId, {snapshot, traceId, facts: recordFacts(runId, document.value)});
  }
  const traces = groupByTrace(winners.values());
  return {records: winners.size, traces: traces.size, failingTraces: failing(project, traces), unreadable};
}

function groupByTrace(winners: Iterable<Winner>): Map<string, RecordFacts[]> {
  const traces = new Map<string, RecordFacts[]>();
  for (const {traceId, facts} of winners) {
    const records = traces.get(traceId);
    if (records === undefined) traces.set(traceId, [facts]);
    else records.push(facts);
  }
  return traces;
}

function failing(project: string, traces: ReadonlyMap<string, RecordFacts[]>): TraceFacts[] {
  const found: TraceFacts[] = [];
  for (const [traceId, records] of traces) {
    if (records.some((record) => record.failingRuns.length > 0)) found.push({project, traceId, records});
  }
  return found;
}
