import {type DayFacts, dayFacts} from '../../core/day-facts.ts';
import type {DocumentTree, TreeDay} from '../../core/document-tree.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import {dayWinners} from './day-winners.ts';

/** What one project's files of one date come to. */
export interface DayScan extends DayFacts {
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads every file of a project's date once and keeps of each record only what a report needs. */
export async function scanDay(tree: Pick<DocumentTree, 'records'>, day: TreeDay): Promise<DayScan> {
  const {winners, unreadable} = await dayWinners(tree.records(day), day, ({traceId, facts}) => ({traceId, facts}));
  return {...dayFacts(day.project, winners), unreadable};
}
