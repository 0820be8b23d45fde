import type {CalendarDate} from '../core/calendar-date.ts';
import type {DocumentTree, TreeDay} from '../core/document-tree.ts';
import type {DayWriter, RecordStore} from '../core/record-store.ts';
import type {Scope, UnreadableFile} from '../core/report-source.ts';
import {DayLoader} from './day-loader.ts';
import type {LoadCounts, LoadSummary} from './load-summary.ts';

/** Told of each file as soon as it is read, for a progress bar. */
export type OnFile = () => void;

/**
 * Loads the days of a tree into a database, each in one transaction: a report sees a day before its load or after it,
 * never half. Memory holds one batch, whatever the size of the tree.
 */
export async function loadTree(
  tree: DocumentTree,
  store: RecordStore,
  scope: Scope | null,
  onFile: OnFile,
): Promise<LoadSummary> {
  const counts: LoadCounts = {inserted: 0, updated: 0, unchanged: 0, superseded: 0};
  const unreadable: UnreadableFile[] = [];
  const written = new Set<CalendarDate>();
  let read = 0;
  for await (const day of tree.days(scope)) {
    const before = counts.inserted + counts.updated;
    for (const file of await loadDay(tree, store, day, counts, onFile)) unreadable.push(file);
    read += day.fileNames.length;
    if (counts.inserted + counts.updated > before) written.add(day.date);
  }
  if (written.size > 0) await store.settle([...written]);
  return {read, ...counts, unreadable};
}

/** How many files a load of the scope will read. */
export async function countFiles(tree: DocumentTree, scope: Scope | null): Promise<number> {
  let files = 0;
  for await (const day of tree.days(scope)) files += day.fileNames.length;
  return files;
}

function loadDay(
  tree: DocumentTree,
  store: RecordStore,
  day: TreeDay,
  counts: LoadCounts,
  onFile: OnFile,
): Promise<UnreadableFile[]> {
  return store.withDay(day.project, day.date, async (writer) => {
    const unreadable: UnreadableFile[] = [];
    const {outrun} = await DayLoader.load(writer, store.textForm, counts, async (loader) => {
      for await (const {fileName, document, reason} of tree.documents(day)) {
        if (document === null) unreadable.push({path: `${day.project}/${day.date}/${fileName}`, reason});
        else await loader.add(document, fileName);
        onFile();
      }
    });
    await offerAgain(tree, writer, store, day, outrun);
    return unreadable;
  });
}

/** What is offered again was counted the first time; whether it wins or loses, the sums stay as they are. */
async function offerAgain(
  tree: DocumentTree,
  writer: DayWriter,
  store: RecordStore,
  day: TreeDay,
  fileNames: readonly string[],
): Promise<void> {
  const uncounted: LoadCounts = {inserted: 0, updated: 0, unchanged: 0, superseded: 0};
  await DayLoader.load(writer, store.textForm, uncounted, async (loader) => {
    for await (const {fileName, document} of tree.documents({...day, fileNames})) {
      if (document !== null) await loader.add(document, fileName);
    }
  });
}
