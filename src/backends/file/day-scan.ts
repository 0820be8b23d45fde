import {type DayFacts, dayFacts, type RecordInTrace} from '../../core/day-facts.ts';
import type {DocumentTree, TreeDay} from '../../core/document-tree.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';

/** What one project's files of one date come to. */
export interface DayScan extends DayFacts {
  readonly unreadable: readonly UnreadableFile[];
}

interface Winner extends RecordInTrace {
  readonly snapshot: Snapshot;
}

/** Reads every file of a project's date once and keeps of each record only what a report needs. */
export async function scanDay(tree: Pick<DocumentTree, 'records'>, day: TreeDay): Promise<DayScan> {
  const {project, date} = day;
  const winners = new Map<string, Winner>();
  const unreadable: UnreadableFile[] = [];
  for await (const {fileName, record, reason} of tree.records(day)) {
    if (record === null) {
      unreadable.push({path: `${project}/${date}/${fileName}`, reason});
      continue;
    }
    const {runId, traceId, extractedAt, facts} = record;
    const snapshot = {extractedAt, fileName};
    const current = winners.get(runId);
    if (current !== undefined && compareSnapshots(snapshot, current.snapshot) < 0) continue;
    winners.set(runId, {snapshot, traceId, facts});
  }
  return {...dayFacts(project, winners.values()), unreadable};
}
