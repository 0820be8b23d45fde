import type {ReadRecord, TreeDay} from '../../core/document-tree.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import type {Identity} from '../../core/run-document.ts';
import type {RunRecord} from '../../core/run-record.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';

/** What is kept of each record of a day, in no order that counts, and the files that do not count. */
export interface DayWinners<T> {
  readonly winners: readonly T[];
  readonly unreadable: readonly UnreadableFile[];
}

/** Of several files of one record the newest counts; `kept` says what of it outlives the document. */
export async function dayWinners<R extends Identity = RunRecord, T = R>(
  files: AsyncIterable<ReadRecord<R>>,
  {project, date}: TreeDay,
  kept: (record: R) => T,
): Promise<DayWinners<T>> {
  const winners = new Map<string, {readonly snapshot: Snapshot; readonly kept: T}>();
  const unreadable: UnreadableFile[] = [];
  for await (const file of files) {
    if (file.reason !== null) {
      unreadable.push({path: `${project}/${date}/${file.fileName}`, reason: file.reason});
      continue;
    }
    const {fileName, record} = file;
    const snapshot = {extractedAt: record.extractedAt, fileName};
    const current = winners.get(record.runId);
    if (current !== undefined && compareSnapshots(snapshot, current.snapshot) < 0) continue;
    winners.set(record.runId, {snapshot, kept: kept(record)});
  }
  return {winners: [...winners.values()].map((winner) => winner.kept), unreadable};
}
