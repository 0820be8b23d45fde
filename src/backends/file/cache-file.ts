import {createHash, randomBytes} from 'node:crypto';
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** Counts up with every change of what is extracted or how it is written down. */
const FORMAT = 2;

/**
 * What is remembered of one directory, in a file of its own. One that is missing, damaged or of another version holds
 * nothing, and one that cannot be written is none: it never decides whether a report succeeds.
 */
export class CacheFile {
  readonly #cacheDir: string;
  readonly #path: string;
  readonly #header: string;

  /** `conditions` is everything besides the files that what is remembered depends on; `kind` is part of the file's name. */
  constructor(cacheDir: string, directory: string, conditions: string, kind: string) {
    const name = createHash('sha256').update(directory).digest('hex').slice(0, 32);
    this.#cacheDir = cacheDir;
    this.#path = join(cacheDir, `${name}.${kind}.json`);
    this.#header = JSON.stringify([FORMAT, conditions, directory]);
  }

  async read(): Promise<unknown> {
    try {
      const text = await readFile(this.#path, 'utf8');
      const end = text.indexOf('\n');
      return text.slice(0, end) === this.#header ? (JSON.parse(text.slice(end + 1)) as unknown) : null;
    } catch {
      return null;
    }
  }

  /** Takes the place of what was there in one step, so that whoever reads it has the one or the other. */
  async write(value: unknown): Promise<void> {
    const draft = `${this.#path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(this.#cacheDir, {recursive: true});
      await writeFile(draft, `${this.#header}\n${JSON.stringify(value)}\n`, {flag: 'wx'});
      await rename(draft, this.#path);
    } catch {
      await rm(draft, {force: true}).catch(() => {});
    }
  }
}
