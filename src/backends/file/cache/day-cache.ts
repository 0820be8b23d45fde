import {isLasting, type ReadFile, type TreeDay} from '../../../core/document-tree.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import {type DayScan, scanDay} from '../day-scan.ts';
import {FileMarks} from '../marks/file-marks.ts';
import type {TraceTree} from '../tree/trace-tree.ts';
import {FILES_READ_A_TURN, nextTurn} from '../turns.ts';
import {CacheFile} from './cache-file.ts';
import {makeRoom} from './cache-room.ts';
import {cachedRecord, uncachedRecord} from './cached-record.ts';
import {listingOf, rememberedScan, rememberScan} from './cached-scan.ts';
import {type CacheEntry, RecordCache} from './record-cache.ts';

/** Where to remember what was extracted, and what else than the files it depends on: the version of the tool. */
export interface CacheLocation {
  readonly directory: string;
  readonly version: string;
}

/** Told what a day's files were before any of them was read. */
export type OnMarks = (day: TreeDay, marks: FileMarks) => void;

/** Room is made with the first day that is written, and with every so many more. */
const DAYS_A_TIDYING = 32;

/** Remembers what it extracted from the files of days, and reads only those that are not what they were. */
export class DayCache {
  readonly #tree: TraceTree;
  readonly #cache: CacheLocation;
  #daysWritten = 0;

  constructor(tree: TraceTree, cache: CacheLocation) {
    this.#tree = tree;
    this.#cache = cache;
  }

  /** The whole day at once where no file of it changed, else of its files those that did not. `onFile` is told of each file that is dealt with by itself, `onMarks` of
   * the marks before. */
  async scan(day: TreeDay, onFile: () => void = () => {}, onMarks: OnMarks = () => {}): Promise<DayScan> {
    const marks = await this.marks(day);
    onMarks(day, marks);
    const file = this.#file(day, 'scan');
    const listing = listingOf(day, marks);
    const remembered = listing === null ? null : await rememberedScan(file, day, listing);
    if (remembered !== null) return remembered;
    const scan = await scanDay({records: () => this.records(day, marks)}, day, onFile);
    if (listing !== null && scan.unreadable.every(isLasting)) await rememberScan(file, listing, scan);
    await this.#makeRoom();
    return scan;
  }

  /** First the files that are known, then the others. The marks are those from before any of them is read. */
  async *records(day: TreeDay, marks: FileMarks): AsyncGenerator<ReadFile<RunRecord>> {
    const cache = await RecordCache.read(this.#file(day, 'records'));
    const entries = new Map<string, CacheEntry>();
    const unknown = new Map<string, string | null>();
    for (const [at, fileName] of day.fileNames.entries()) {
      const mark = marks.isSettled(at) ? marks.text(at) : null;
      const known = mark === null ? undefined : cache.get(fileName, mark);
      if (mark === null || known === undefined) unknown.set(fileName, mark);
      else {
        entries.set(fileName, [mark, known]);
        yield readFile(fileName, known);
      }
      if (at % FILES_READ_A_TURN === FILES_READ_A_TURN - 1) await nextTurn();
    }
    for await (const file of this.#tree.records({...day, fileNames: [...unknown.keys()]})) {
      const mark = unknown.get(file.fileName) ?? null;
      if (mark !== null && isLasting(file)) entries.set(file.fileName, entryOf(mark, file));
      yield file;
    }
    const isNew = [...unknown.keys()].some((fileName) => entries.has(fileName));
    if (isNew || entries.size !== cache.size) {
      await cache.write(entries);
      this.#daysWritten += 1;
    }
  }

  /** To be taken before any file is read: if one changes meanwhile, what is remembered belongs to a mark that it has no longer. */
  marks(day: TreeDay): Promise<FileMarks> {
    return FileMarks.look(this.#tree.directoryOf(day), day.fileNames);
  }

  /** Looking at what is there takes time as well. */
  async #makeRoom(): Promise<void> {
    if (this.#daysWritten % DAYS_A_TIDYING === 1) await makeRoom(this.#cache.directory);
  }

  #file(day: TreeDay, kind: 'scan' | 'records'): CacheFile {
    const conditions = `${this.#cache.version} ${this.#tree.maxFileBytes}`;
    return new CacheFile(this.#cache.directory, this.#tree.directoryOf(day), conditions, kind);
  }
}

function entryOf(mark: string, {read, reason}: ReadFile<RunRecord>): CacheEntry {
  return [mark, read === null ? reason : cachedRecord(read)];
}

function readFile(fileName: string, known: CacheEntry[1]): ReadFile<RunRecord> {
  return typeof known === 'string'
    ? {fileName, read: null, reason: known}
    : {fileName, read: uncachedRecord(known), reason: null};
}
