import {createHash, randomBytes} from 'node:crypto';
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {CachedRecord} from './cached-record.ts';
import type {FileMark} from './file-mark.ts';

/** What was made of a file that had this mark: a record, or why there is none. */
export type CacheEntry = readonly [mark: FileMark, record: CachedRecord | string];

/** Counts up with every change of what is extracted or how it is written down. */
const FORMAT = 1;

/**
 * What was extracted from the files of one directory, in a file of its own. A cache that is missing, damaged or of another
 * version is an empty one, and one that cannot be written is none: it never decides whether a report succeeds.
 */
export class RecordCache {
  readonly #directory: string;
  readonly #path: string;
  readonly #header: string;
  readonly #entries: ReadonlyMap<string, CacheEntry>;

  private constructor(directory: string, path: string, header: string, entries: ReadonlyMap<string, CacheEntry>) {
    this.#directory = directory;
    this.#path = path;
    this.#header = header;
    this.#entries = entries;
  }

  /** `conditions` is everything besides the files that the extraction depends on. */
  static async read(cacheDir: string, directory: string, conditions: string): Promise<RecordCache> {
    const name = createHash('sha256').update(directory).digest('hex').slice(0, 32);
    const path = join(cacheDir, `${name}.json`);
    const header = JSON.stringify([FORMAT, conditions, directory]);
    return new RecordCache(cacheDir, path, header, await readEntries(path, header));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is known of a file that has this mark, or undefined. */
  get(fileName: string, mark: FileMark): CachedRecord | string | undefined {
    const entry = this.#entries.get(fileName);
    return entry !== undefined && entry[0] === mark ? entry[1] : undefined;
  }

  /** Takes the place of the old cache in one step, so that whoever reads it has the one or the other. */
  async write(entries: ReadonlyMap<string, CacheEntry>): Promise<void> {
    const draft = `${this.#path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(this.#directory, {recursive: true});
      await writeFile(draft, `${this.#header}\n${JSON.stringify([...entries])}\n`, {flag: 'wx'});
      await rename(draft, this.#path);
    } catch {
      await rm(draft, {force: true}).catch(() => {});
    }
  }
}

async function readEntries(path: string, header: string): Promise<ReadonlyMap<string, CacheEntry>> {
  try {
    const text = await readFile(path, 'utf8');
    const end = text.indexOf('\n');
    if (text.slice(0, end) !== header) return new Map();
    return new Map(JSON.parse(text.slice(end + 1)) as [string, CacheEntry][]);
  } catch {
    return new Map();
  }
}
