import type {DocumentTree, TreeDay} from '../../core/document-tree.ts';
import type {RunPath, TraceValues} from '../../core/fields/run-values.ts';
import {gatherTraces, type RecordInTrace} from '../../core/fields/trace-values.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';

/** The traces of one project's files of one date, and the files that do not count. */
export interface DayValues {
  readonly traces: readonly TraceValues[];
  readonly unreadable: readonly UnreadableFile[];
}

interface Winner extends RecordInTrace {
  readonly snapshot: Snapshot;
}

/** Reads every file of a project's date once and keeps of each record what stands at the paths. */
export async function dayValues(
  tree: Pick<DocumentTree, 'values'>,
  day: TreeDay,
  paths: readonly RunPath[],
): Promise<DayValues> {
  const {project, date} = day;
  const winners = new Map<string, Winner>();
  const unreadable: UnreadableFile[] = [];
  for await (const {fileName, record, reason} of tree.values(day, paths)) {
    if (record === null) {
      unreadable.push({path: `${project}/${date}/${fileName}`, reason});
      continue;
    }
    const {runId, traceId, extractedAt, values} = record;
    const snapshot = {extractedAt, fileName};
    const current = winners.get(runId);
    if (current !== undefined && compareSnapshots(snapshot, current.snapshot) < 0) continue;
    winners.set(runId, {snapshot, traceId, values});
  }
  return {traces: gatherTraces(project, date, winners.values()), unreadable};
}
