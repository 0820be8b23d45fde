import type {CalendarDate} from '../core/calendar-date.ts';
import {type DocumentTree, isLasting, type ListedTree, type TreeDay} from '../core/document-tree.ts';
import type {DayWriter, LoadedDay, RecordStore} from '../core/record-store.ts';
import {refusedReason} from '../core/refused-reason.ts';
import type {UnreadableFile} from '../core/report-source.ts';
import {UnreadableDocument} from '../core/run-document.ts';
import type {DayKey, Scope} from '../core/scope.ts';
import {DayLoader, type LoadedFiles} from './day-loader.ts';
import type {LoadCounts, LoadSummary} from './load-summary.ts';
import {OvertakenRecords} from './overtaken-records.ts';

/** Told of files as soon as they are read or known to be unchanged, for a progress bar. */
export type OnFiles = (count: number) => void;

export interface LoadOptions {
  /** The version of the tool: what another one loaded is read again. */
  readonly version: string;
  /** Reads every file, also of days that are as they were loaded. */
  readonly reread: boolean;
}

/**
 * Loads the days of a tree into a database, each in one transaction: a report sees a day before its load or after it,
 * never half. A day whose files and rows are both what they were after its last load is left alone. Memory holds one
 * batch, whatever the size of the tree.
 */
export async function loadTree(
  tree: ListedTree,
  store: RecordStore,
  scope: Scope | null,
  onFiles: OnFiles,
  {version, reread}: LoadOptions = {version: '', reread: false},
): Promise<LoadSummary> {
  const counts = noCounts();
  const unreadable: UnreadableFile[] = [];
  const written = new Set<CalendarDate>();
  // Asked for while the first days are listed. If listing fails, nobody is left to hear that this failed, too.
  const loaded = reread ? Promise.resolve(new Map<string, LoadedDay>()) : loadedDays(store, scope);
  loaded.catch(() => {});
  let read = 0;
  let unopened = 0;
  for await (const {day, digest} of listedDays(tree, scope)) {
    const listing = digest === null ? null : `${version} ${digest}`;
    const known = (await loaded).get(nameOf(day));
    read += day.fileNames.length;
    if (known !== undefined && known.listing === listing) {
      countAgain(day, known, counts);
      for (const file of known.unreadable) unreadable.push(file);
      unopened += day.fileNames.length;
      onFiles(day.fileNames.length);
      continue;
    }
    const found = await loadDay(tree, store, day, listing, onFiles);
    addCounts(counts, found.counts);
    for (const file of found.unreadable) unreadable.push(file);
    if (found.counts.inserted + found.counts.updated > 0) written.add(day.date);
  }
  if (written.size > 0) await store.settle([...written]);
  return {read, unopened, ...counts, unreadable};
}

/** How many files a load of the scope will read. */
export async function countFiles(tree: DocumentTree, scope: Scope | null): Promise<number> {
  let files = 0;
  for await (const day of tree.days(scope)) files += day.fileNames.length;
  return files;
}

interface ListedDay {
  readonly day: TreeDay;
  readonly digest: string | null;
}

/**
 * The days with their listings, which are made before a file is read: one that changes meanwhile is another one than the
 * listing says. While a day's files are looked at the next day is being listed.
 */
async function* listedDays(tree: ListedTree, scope: Scope | null): AsyncGenerator<ListedDay> {
  let underWay: Promise<ListedDay> | null = null;
  for await (const day of tree.days(scope)) {
    const next = tree.listing(day).then((digest) => ({day, digest}));
    // If the one before fails, nobody is left to hear that this failed, too.
    next.catch(() => {});
    if (underWay !== null) yield await underWay;
    underWay = next;
  }
  if (underWay !== null) yield await underWay;
}

async function loadedDays(store: RecordStore, scope: Scope | null): Promise<Map<string, LoadedDay>> {
  const days = await store.loadedDays(scope);
  return new Map(days.map((day) => [nameOf(day), day]));
}

function nameOf({project, date}: DayKey): string {
  return `${date} ${project}`;
}

/** What reading the day again would count. */
function countAgain({fileNames}: TreeDay, {superseded, unreadable}: LoadedDay, counts: LoadCounts): void {
  counts.superseded += superseded;
  counts.unchanged += fileNames.length - superseded - unreadable.length;
}

/** The result of loading a day. */
interface LoadedDayFiles {
  readonly counts: LoadCounts;
  readonly unreadable: readonly UnreadableFile[];
}

/** Counts from the start each time that the store runs it; only progress is told once. */
function loadDay(
  tree: ListedTree,
  store: RecordStore,
  day: TreeDay,
  listing: string | null,
  onFiles: OnFiles,
): Promise<LoadedDayFiles> {
  let told = 0;
  let earlier: LoadedDayFiles | null = null;
  return store.withDay(day.project, day.date, async (dayWriter) => {
    const writer = new OvertakenRecords(dayWriter);
    const counts = noCounts();
    const unreadable: UnreadableFile[] = [];
    let read = 0;
    let isWhole = true;
    await writer.watch();
    let {outrun, freed, refused} = await DayLoader.load(writer, store, counts, async (loader) => {
      for await (const {fileName, read: document, reason} of tree.documents(day)) {
        if (!isLasting({reason})) isWhole = false;
        if (document === null) unreadable.push({path: pathOf(day, fileName), reason});
        else
          await loader
            .add(document, fileName)
            .catch((error: unknown) => unreadable.push({path: pathOf(day, fileName), reason: reasonOf(error)}));
        read += 1;
        // A day that is begun again was told of once.
        if (read > told) onFiles(1);
        told = Math.max(told, read);
      }
    });
    await offerAgain(tree, writer, store, {...day, fileNames: outrun}, noCounts());
    // Each time there is one less of a record's files, the one that was refused.
    for (
      ;
      refused.length > 0;
      {freed, refused} = await offerAgain(tree, writer, store, {...day, fileNames: freed}, counts)
    ) {
      for (const {fileName, reason} of refused)
        unreadable.push({path: pathOf(day, fileName), reason: refusedReason(reason)});
    }
    const superseded = counts.superseded + writer.count;
    if (listing !== null && isWhole && tree.isAsListed(day)) await writer.note({listing, superseded, unreadable});
    // If the unknown commit went through after all, nothing was left to write this time.
    if (earlier === null || counts.inserted + counts.updated > 0) earlier = {counts, unreadable};
    return earlier;
  });
}

/** Why a document cannot be made ready for a database; any other error passes. */
function reasonOf(error: unknown): string {
  if (error instanceof UnreadableDocument) return error.message;
  throw error;
}

function pathOf({project, date}: DayKey, fileName: string): string {
  return `${project}/${date}/${fileName}`;
}

/** What was counted the first time is not counted again; whether it wins or loses, the sums stay as they are. */
function offerAgain(
  tree: DocumentTree,
  writer: DayWriter,
  store: RecordStore,
  day: TreeDay,
  counts: LoadCounts,
): Promise<LoadedFiles> {
  return DayLoader.load(writer, store, counts, async (loader) => {
    for await (const {fileName, read: document} of tree.documents(day)) {
      if (document !== null) await loader.add(document, fileName);
    }
  });
}

function noCounts(): LoadCounts {
  return {inserted: 0, updated: 0, unchanged: 0, superseded: 0};
}

function addCounts(sum: LoadCounts, counts: LoadCounts): void {
  for (const name of ['inserted', 'updated', 'unchanged', 'superseded'] as const) sum[name] += counts[name];
}
