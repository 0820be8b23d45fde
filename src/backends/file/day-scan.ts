import type {DocumentTree, ReadFile, TreeDay} from '../../core/document-tree.ts';
import {type DayFacts, dayFacts} from '../../core/record-facts.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import type {Identity} from '../../core/run-document.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';

/** What one project's files of one date come to. */
export interface DayScan extends DayFacts {
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads every file of a project's date once and keeps of each record only what a report needs. */
export async function scanDay(tree: Pick<DocumentTree, 'records'>, day: TreeDay): Promise<DayScan> {
  const {winners, unreadable} = await dayWinners(tree.records(day), day);
  return {...dayFacts(day.project, winners), unreadable};
}

/** The records of a day's files in no order that counts, of several files of one record the newest, and the files that do not count. */
export async function dayWinners<R extends Identity>(
  files: AsyncIterable<ReadFile<R>>,
  {project, date}: TreeDay,
): Promise<{readonly winners: readonly R[]; readonly unreadable: readonly UnreadableFile[]}> {
  const winners = new Map<string, {readonly fileName: string; readonly read: R}>();
  const unreadable: UnreadableFile[] = [];
  for await (const file of files) {
    if (file.reason !== null) {
      unreadable.push({path: `${project}/${date}/${file.fileName}`, reason: file.reason});
      continue;
    }
    const rival = winners.get(file.read.runId);
    if (rival === undefined || compareSnapshots(snapshotOf(file), snapshotOf(rival)) >= 0) {
      winners.set(file.read.runId, file);
    }
  }
  return {winners: Array.from(winners.values(), ({read}) => read), unreadable};
}

function snapshotOf({fileName, read}: {readonly fileName: string; readonly read: Identity}): Snapshot {
  return {extractedAt: read.extractedAt, fileName};
}
