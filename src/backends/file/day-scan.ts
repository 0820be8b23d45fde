import {type DayFacts, dayFacts} from '../../core/day-facts.ts';
import type {DocumentTree, ReadRecord, TreeDay} from '../../core/document-tree.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import type {DigestedRecord, RunRecord} from '../../core/run-record.ts';
import {dayWinners} from './day-winners.ts';

/** What one project's files of one date come to. */
export interface DayScan extends DayFacts {
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads every file of a project's date once and keeps of each record only what a report needs. */
export async function scanDay(tree: Pick<DocumentTree, 'records'>, day: TreeDay): Promise<DayScan> {
  return scanOf(tree.records(day), day);
}

/** A scan, and of every file of the day what a comparison has to know, which came with the same reading. */
export interface ComparedScan {
  readonly scan: DayScan;
  readonly files: readonly ReadRecord<DigestedRecord>[];
}

/** Reads every file once for both. The scan is made of what a report makes of the files, as any other is. */
export async function scanComparedDay(
  tree: Pick<DocumentTree, 'comparedRecords'>,
  day: TreeDay,
): Promise<ComparedScan> {
  const files: ReadRecord<DigestedRecord>[] = [];
  async function* reportedRecords(): AsyncGenerator<ReadRecord> {
    for await (const file of tree.comparedRecords(day)) {
      if (file.record === null) {
        files.push(file);
        yield file;
        continue;
      }
      const {reported, ...record} = file.record;
      files.push({...file, record});
      yield {...file, record: reported};
    }
  }
  return {scan: await scanOf(reportedRecords(), day), files};
}

async function scanOf(records: AsyncIterable<ReadRecord<RunRecord>>, day: TreeDay): Promise<DayScan> {
  const {winners, unreadable} = await dayWinners(records, day, ({traceId, facts}) => ({traceId, facts}));
  return {...dayFacts(day.project, winners), unreadable};
}
