import type {BigIntStats} from 'node:fs';
import {isLasting, type ReadRecord, type TreeDay} from '../../../core/document-tree.ts';
import {type DayScan, scanDay} from '../day-scan.ts';
import {dayMarks} from '../marks/day-marks.ts';
import {type FileMark, isSettled, markOf} from '../marks/file-mark.ts';
import {FILES_A_TURN} from '../threads/scan-turns.ts';
import type {TraceTree} from '../tree/trace-tree.ts';
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
export type OnMarks = (day: TreeDay, marks: readonly (FileMark | null)[]) => Promise<void>;

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

  /** The whole day at once where no file of it changed, else of its files those that did not. `onMarks` is told of the marks before. */
  async scan(day: TreeDay, onMarks: OnMarks = async () => {}): Promise<DayScan> {
    const marks = await this.marks(day);
    await onMarks(day, marks);
    const file = this.#file(day, 'scan');
    const listing = listingOf(day, marks);
    const remembered = listing === null ? null : await rememberedScan(file, day, listing);
    if (remembered !== null) return remembered;
    const scan = await scanDay({records: () => this.records(day, marks)}, day);
    if (listing !== null && scan.unreadable.every(isLasting)) await rememberScan(file, listing, scan);
    await this.#makeRoom();
    return scan;
  }

  /** First the files that are known, then the others. The marks are those from before any of them is read. */
  async *records(day: TreeDay, marks: readonly (FileMark | null)[]): AsyncGenerator<ReadRecord> {
    const cache = await RecordCache.read(this.#file(day, 'records'));
    const entries = new Map<string, CacheEntry>();
    const unknown = new Map<string, FileMark | null>();
    for (const [at, fileName] of day.fileNames.entries()) {
      const mark = marks[at] ?? null;
      const known = mark === null ? undefined : cache.get(fileName, mark);
      if (mark === null || known === undefined) unknown.set(fileName, mark);
      else {
        entries.set(fileName, [mark, known]);
        yield readRecord(fileName, known);
      }
      if (at % FILES_A_TURN === FILES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
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
  marks(day: TreeDay): Promise<(FileMark | null)[]> {
    return dayMarks(this.#tree.directoryOf(day), day.fileNames, settledMark);
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

/** The mark of a file that will have another one after any change; null for one that was changed just now. */
function settledMark(stats: BigIntStats | null): FileMark | null {
  return stats !== null && isSettled(stats, Date.now()) ? markOf(stats) : null;
}

function entryOf(mark: FileMark, {record, reason}: ReadRecord): CacheEntry {
  return [mark, record === null ? reason : cachedRecord(record)];
}

function readRecord(fileName: string, known: CacheEntry[1]): ReadRecord {
  return typeof known === 'string'
    ? {fileName, record: null, reason: known}
    : {fileName, record: uncachedRecord(known), reason: null};
}
