import type {DocumentTree, ReadFile, TreeDay} from '../../core/document-tree.ts';
import {type DayFacts, dayFacts} from '../../core/record-facts.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import type {Identity} from '../../core/run-document.ts';
import type {RunRecord} from '../../core/run-record.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';

/** What one project's files of one date add up to. */
export interface DayScan extends DayFacts {
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads every file of a project's date once and keeps of each record only what a report needs. */
export async function scanDay(
  tree: Pick<DocumentTree, 'records'>,
  day: TreeDay,
  onFile: () => void = () => {},
): Promise<DayScan> {
  const {winners, unreadable} = await dayWinners(tree.records(day), day, onFile);
  return {...dayFacts(day.project, winners), unreadable};
}

/** A scan and, from the same reading, what a comparison must know about every file of the day. */
export interface ComparedScan {
  readonly scan: DayScan;
  readonly files: readonly ReadFile<RunRecord<'content'>>[];
}

/** Reads every file once for both. Like any other scan, this one is made of what a report reads from the files. */
export async function scanComparedDay(
  tree: Pick<DocumentTree, 'recordsWithContents'>,
  day: TreeDay,
): Promise<ComparedScan> {
  const files: ReadFile<RunRecord<'content'>>[] = [];
  async function* records(): AsyncGenerator<ReadFile<RunRecord>> {
    for await (const file of tree.recordsWithContents(day)) {
      if (file.read === null) {
        files.push(file);
        yield file;
        continue;
      }
      const {facts, content, ...identity} = file.read;
      files.push({...file, read: {...identity, content}});
      yield {...file, read: {...identity, facts}};
    }
  }
  return {scan: await scanDay({records}, day), files};
}

/** The records of a day's files in no particular order, for several files of one record the newest, and the files that do not count. */
export async function dayWinners<R extends Identity>(
  files: AsyncIterable<ReadFile<R>>,
  {project, date}: TreeDay,
  onFile: () => void = () => {},
): Promise<{readonly winners: readonly R[]; readonly unreadable: readonly UnreadableFile[]}> {
  const winners = new Map<string, {readonly fileName: string; readonly read: R}>();
  const unreadable: UnreadableFile[] = [];
  for await (const file of files) {
    onFile();
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
