import type {DocumentTree, TreeDay} from '../../core/document-tree.ts';
import type {RunPath, TraceValues} from '../../core/fields/run-values.ts';
import {gatherTraces} from '../../core/fields/trace-values.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import {dayWinners} from './day-winners.ts';

/** The traces of one project's files of one date, and the files that do not count. */
export interface DayValues {
  readonly traces: readonly TraceValues[];
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads every file of a project's date once and keeps of each record what stands at the paths. */
export async function dayValues(
  tree: Pick<DocumentTree, 'values'>,
  day: TreeDay,
  paths: readonly RunPath[],
): Promise<DayValues> {
  const files = tree.values(day, paths);
  const {winners, unreadable} = await dayWinners(files, day, ({traceId, values}) => ({traceId, values}));
  return {traces: gatherTraces(day.project, day.date, winners), unreadable};
}
