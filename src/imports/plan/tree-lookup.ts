import type {Connection} from '../../backends/db/sqlite/driver.ts';
import type {CalendarDate} from '../../core/calendar-date.ts';
import type {DocumentTree, TreeDay} from '../../core/document-tree.ts';
import type {RunDocument} from '../../core/run-document.ts';
import {compareSnapshots} from '../../core/snapshot.ts';
import {fileStem, stemOf} from '../../transfer/export-name.ts';
import {existingOfMissing, insertExisting, insertMissing} from './queries/existing.ts';
import {absentIds, stemsOfPlan} from './queries/ids.ts';
import type {RowInsertion} from './queries/insert-rows.ts';
import {insertKnown} from './queries/known.ts';
import {StemFilter} from './stem-filter.ts';

/** 16 MB: of a million stems one other name in 130 is taken for one of them, and then looked up. */
const STEM_BITS = 27;

/**
 * Finds in the tree what has to do with the plan: other snapshots of its runs, and the parents and roots that it lacks. Files are known by
 * their names, `<run id>_<HHMMSS>.json`; only those of other names are opened.
 */
export async function lookUpTree(scratch: Connection, tree: DocumentTree): Promise<void> {
  await noteMissing(scratch);
  // Not for a tree that is empty.
  let filter: StemFilter | null = null;
  const existing = insertExisting(scratch);
  for await (const day of tree.days(null)) {
    filter ??= await filterOf(scratch);
    await noteDay(tree, day, filter, existing);
  }
  await existing.end();
  await noteKnown(scratch, tree);
}

async function filterOf(scratch: Connection): Promise<StemFilter> {
  const filter = new StemFilter(STEM_BITS);
  for await (const stem of stemsOfPlan(scratch)) filter.add(stem);
  return filter;
}

async function noteMissing(scratch: Connection): Promise<void> {
  const missing = insertMissing(scratch);
  for await (const id of absentIds(scratch)) await missing.add({id, stem: fileStem(id)});
  await missing.end();
}

async function noteDay(
  tree: DocumentTree,
  day: TreeDay,
  filter: StemFilter,
  existing: RowInsertion<'stem' | 'project' | 'run_date' | 'file_name'>,
): Promise<void> {
  const {project, date} = day;
  const note = async (stem: string, fileName: string): Promise<void> => {
    if (filter.mayHold(stem)) await existing.add({stem, project, run_date: date, file_name: fileName});
  };
  const others: string[] = [];
  for (const fileName of day.fileNames) {
    const stem = stemOf(fileName);
    if (stem === null) others.push(fileName);
    else await note(stem, fileName);
  }
  for await (const {fileName, read} of tree.documents({...day, fileNames: others})) {
    if (read !== null) await note(fileStem(read.runId), fileName);
  }
}

/** If the tree has a run that the source lacks, its newest snapshot says which trace it belongs to. */
async function noteKnown(scratch: Connection, tree: DocumentTree): Promise<void> {
  const known = insertKnown(scratch);
  let newest: Found | null = null;
  for await (const {id, project, run_date, file_name} of existingOfMissing(scratch)) {
    const day = {project, date: run_date as CalendarDate};
    const document = await treeDocument(tree, day, file_name);
    if (document === null || document.runId !== id) continue;
    const found: Found = {
      id,
      ...day,
      traceId: document.traceId,
      extractedAt: document.extractedAt,
      fileName: file_name,
    };
    if (newest !== null && newest.id !== id) await known.add(rowOf(newest));
    if (newest === null || newest.id !== id || compareSnapshots(found, newest) > 0) newest = found;
  }
  if (newest !== null) await known.add(rowOf(newest));
  await known.end();
}

interface Found extends Pick<TreeDay, 'project' | 'date'>, Pick<RunDocument, 'traceId' | 'extractedAt'> {
  readonly id: string;
  readonly fileName: string;
}

function rowOf({id, traceId, project, date}: Found) {
  return {id, trace_id: traceId, project, run_date: date};
}

/** One file of a tree; null if it is unreadable. Use it before you ask for the next one. */
export async function treeDocument(
  tree: DocumentTree,
  day: Pick<TreeDay, 'project' | 'date'>,
  fileName: string,
): Promise<RunDocument | null> {
  for await (const {read} of tree.documents({...day, fileNames: [fileName]})) return read;
  return null;
}
