import type {CacheFile} from './cache-file.ts';
import type {CachedRecord} from './cached-record.ts';

/** What a file with this mark gave, as a text: its record, or the reason if it has none. */
export type CacheEntry = readonly [mark: string, record: CachedRecord | string];

/** What was extracted from each of the files of one directory. */
export class RecordCache {
  readonly #file: CacheFile;
  readonly #entries: ReadonlyMap<string, CacheEntry>;

  private constructor(file: CacheFile, entries: ReadonlyMap<string, CacheEntry>) {
    this.#file = file;
    this.#entries = entries;
  }

  static async read(file: CacheFile): Promise<RecordCache> {
    const entries = (await file.read()) as [string, CacheEntry][] | null;
    return new RecordCache(file, new Map(entries));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is known about a file with this mark, or undefined. */
  get(fileName: string, mark: string): CachedRecord | string | undefined {
    const entry = this.#entries.get(fileName);
    return entry !== undefined && entry[0] === mark ? entry[1] : undefined;
  }

  write(entries: ReadonlyMap<string, CacheEntry>): Promise<void> {
    return this.#file.write([...entries]);
  }
}
