import {createHash} from 'node:crypto';
import {mkdir, open, readdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {LseError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {LockTaken, withLockFile} from '../../files/lock-file.ts';
import {makeOwnDirectory} from '../../files/own-directory.ts';
import {replaceFile} from '../../files/replaced-file.ts';
import {type PullAsked, type PullState, parseState} from './state.ts';

const STATE = 'state.json';
const ID_BYTES = 16;
/** Of an entry: the id, and the number of the slice that the run starts in. */
const ENTRY_BYTES = ID_BYTES + 2;
/** What starts in no slice counts for none. */
export const NO_SLICE = 0xffff;

/** The age alone makes no lock stale if nothing is known of its machine: a pull may take hours. */
const DAY = 86_400_000;
const LOCK_LIMITS = {waitMilliseconds: 2000, deadAfterMilliseconds: 1000, unknownAfterMilliseconds: DAY};

/** One page, while it is written. */
export interface PageDraft {
  /** A run, as a line. */
  write(run: Uint8Array): Promise<void>;
  /** Counts a run that came, kept or not. */
  count(id: string, slice: number): void;
}

/**
 * Pages of runs on the disk, with the state of the pull that they belong to: `runs/*.jsonl` is what is imported, `ids/*` is what came. A page is
 * there whole or not at all, and what is not in the state is written again.
 */
export class Spool {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  get runs(): string {
    return join(this.directory, 'runs');
  }

  get ids(): string {
    return join(this.directory, 'ids');
  }

  /** The pages that hold a run, in order: a later snapshot of a run comes later. */
  async pages(): Promise<string[]> {
    const paths = (await readdir(this.runs))
      .filter((name) => !name.startsWith('.'))
      .map((name) => join(this.runs, name));
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    return paths.filter((_, at) => sizes[at] !== 0).sort();
  }

  /** Null before the first state, and for one that this version does not know; then all is begun again. */
  async readState(): Promise<PullState | null> {
    const text = await readFile(join(this.directory, STATE), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return parseState(text);
  }

  async writeState(state: PullState): Promise<void> {
    await replaceFile(join(this.directory, STATE), [`${JSON.stringify(state)}\n`], null);
  }

  /** Whatever is there belongs to no state. */
  async clear(): Promise<void> {
    for (const directory of [this.runs, this.ids]) {
      await rm(directory, {recursive: true, force: true});
      await mkdir(directory, {recursive: true, mode: 0o700});
    }
  }

  /** Writes a page from the start, whatever was there of it, and gives it its name when all of it is on the disk. */
  async writePage<T>(page: number, work: (draft: PageDraft) => Promise<T>): Promise<T> {
    const [draft, ids] = [join(this.runs, `.${nameOf(page)}.draft`), join(this.ids, nameOf(page))];
    const handle = await open(draft, 'w', 0o600);
    const entries: Buffer[] = [];
    let lines: Uint8Array[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      await handle.writeFile(Buffer.concat(lines));
      [lines, size] = [[], 0];
    };
    let result: T;
    try {
      result = await work({
        write: async (run) => {
          lines.push(Buffer.from(run), Buffer.from('\n'));
          size += run.length;
          if (size > 1_048_576) await flush();
        },
        count: (id, slice) => entries.push(entryOf(id, slice)),
      });
      await flush();
      await handle.sync();
    } finally {
      await handle.close();
    }
    const idFile = await open(ids, 'w', 0o600);
    try {
      await idFile.writeFile(Buffer.concat(entries));
      await idFile.sync();
    } finally {
      await idFile.close();
    }
    await rename(draft, join(this.runs, `${nameOf(page)}.jsonl`));
    return result;
  }

  /** Whether all pages before this one are there; a loss of power or a clean-up may have taken some that the state knows. */
  async hasPagesBefore(page: number): Promise<boolean> {
    const names = await Promise.all([readdir(this.runs), readdir(this.ids)].map((read) => read.catch(() => null)));
    if (names.includes(null)) return false;
    const [runs, ids] = names.map((all) => new Set(all)) as [Set<string>, Set<string>];
    return Array.from({length: page}, (_, at) => nameOf(at)).every(
      (name) => runs.has(`${name}.jsonl`) && ids.has(name),
    );
  }

  /** Removes what a process left behind that ended after a page and before its state. */
  async dropPagesFrom(page: number): Promise<void> {
    for (const name of await readdir(this.runs)) {
      if (name.startsWith('.') || Number.parseInt(name, 10) >= page) await rm(join(this.runs, name), {force: true});
    }
  }

  /** How many different runs came that start in a slice, up to and including a page. One slice at a time, so that no more ids are in memory. */
  async countRuns(slice: number, pages: number): Promise<number> {
    const found = new Set<string>();
    for (let page = 0; page < pages; page += 1) {
      const entries = await readFile(join(this.ids, nameOf(page)));
      for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
        if (entries.readUInt16BE(at + ID_BYTES) === slice) found.add(entries.toString('latin1', at, at + ID_BYTES));
      }
    }
    return found.size;
  }

  /** The state goes first: if this is interrupted, the next pull finds pages of no state, and begins. */
  async remove(): Promise<void> {
    await rm(join(this.directory, STATE), {force: true});
    await rm(this.directory, {recursive: true, force: true});
  }
}

/**
 * Runs `work` with the spool of what is asked, which no other process has meanwhile.
 *
 * @param root the directory of all spools, which is made if it is missing
 * @throws LseError if another process pulls the same
 */
export async function withSpool<T>(root: string, asked: PullAsked, work: (spool: Spool) => Promise<T>): Promise<T> {
  const key = createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
  const spool = new Spool(resolve(root, key));
  const lock = resolve(root, `.${key}.lock`);
  try {
    makeOwnDirectory(resolve(root));
    return await withLockFile(
      lock,
      async () => {
        await mkdir(spool.directory, {recursive: true, mode: 0o700});
        try {
          return await work(spool);
        } catch (error) {
          // Nothing came, so there is nothing to go on with.
          if ((await spool.readState().catch(() => null)) === null) await spool.remove();
          throw error;
        }
      },
      LOCK_LIMITS,
    );
  } catch (error) {
    if (!(error instanceof LockTaken)) throw error;
    throw new LseError(
      'LSE_OUTPUT',
      `The same is being pulled by ${error.holder}.`,
      `Wait for it. When no such process is there, remove its lock with: rm ${shellWord(lock)}`,
    );
  }
}

/** In order of their numbers as texts, too: a later snapshot of a run comes later. */
function nameOf(page: number): string {
  return String(page).padStart(9, '0');
}

/** An id of another kind is its digest: what counts is whether two are the same. */
function entryOf(id: string, slice: number): Buffer {
  const hex = id.replaceAll('-', '');
  const bytes = /^[0-9a-f]{32}$/i.test(hex)
    ? Buffer.from(hex, 'hex')
    : createHash('sha256').update(id).digest().subarray(0, ID_BYTES);
  const entry = Buffer.alloc(ENTRY_BYTES);
  bytes.copy(entry);
  entry.writeUInt16BE(slice, ID_BYTES);
  return entry;
}
