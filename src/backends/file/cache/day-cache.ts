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

/** Where to keep what was extracted, and on what it depends besides the files: the version of the tool. */
export interface CacheLocation {
  readonly directory: string;
  readonly version: string;
}

/** Called with the marks of a day's files before any of them is read. */
export type OnMarks = (day: TreeDay, marks: FileMarks) => void;

/** The cache makes room with the first day that it writes, and then after every so many days. */
const DAYS_A_TIDYING = 32;

/** Keeps what it extracted from the files of days, and reads only files that changed. */
export class DayCache {
  readonly #tree: TraceTree;
  readonly #cache: CacheLocation;
  #daysWritten = 0;

  constructor(tree: TraceTree, cache: CacheLocation) {
    this.#tree = tree;
    this.#cache = cache;
  }

  /**
   * Returns the whole day at once if no file of it changed, else it reads the changed files. It calls `onFile` for each file that it handles
   * separately, and `onMarks` with the marks before that.
   */
  async scan(day: TreeDay, onFile: () => void = () => {}, onMarks: OnMarks = () => {}): Promise<DayScan> {
    const marks = await this.marks(day);
    onMarks(day, marks);
    const file = this.#file(day, 'scan');
    const listing = listingOf(day, marks);
    const remembered = listing === null ? null : await rememberedScan(file, day, listing);
    if (remembered !== null) return remembered;
    const scan = await scanDay({records: () => this.records(day, marks)}, day, onFile);
    const isLastingScan = this.#tree.isAsListed(day) && scan.unreadable.every(isLasting);
    if (listing !== null && isLastingScan) await rememberScan(file, listing, scan);
    await this.#makeRoom();
    return scan;
  }

  /** First the known files, then the others. The marks were taken before any file is read. */
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
    this.#tree.listed.expect(day, marks);
    for await (const file of this.#tree.records({...day, fileNames: [...unknown.keys()]})) {
      const mark = this.#tree.listed.isOther(day, file.fileName) ? null : (unknown.get(file.fileName) ?? null);
      if (mark !== null && isLasting(file)) entries.set(file.fileName, entryOf(mark, file));
      yield file;
    }
    const isNew = [...unknown.keys()].some((fileName) => entries.has(fileName));
    if (isNew || entries.size !== cache.size) {
      await cache.write(entries);
      this.#daysWritten += 1;
    }
  }

  /** Take them before any file is read: if a file changes meanwhile, the kept value belongs to a mark that the file no longer has. */
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
