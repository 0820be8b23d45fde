import {mkdir, open, readdir, readFile, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {UNFINISHED_EXPORT} from '../core/document-tree.ts';
import {LseError} from '../core/errors.ts';
import {onInterrupt} from '../core/interruption.ts';
import {shellWord} from '../core/shell-word.ts';
import {draftState, newDraftName} from './draft-name.ts';
import {outputHint} from './output-hint.ts';
import {SyncedFiles, syncDirectory} from './synced-files.ts';

/**
 * Has `work` write a tree that stands under the name `directory` as a whole or not at all.
 *
 * It is written into a draft beside the directory, brought to the disk, and renamed. A directory that is there and cannot be
 * replaced (a mount point, the working directory, one in a directory that may not be written) gets the draft inside, and then the
 * projects one by one; the file `.lse-export-unfinished` stands there meanwhile, and no tree with it is ever read. What a run
 * that was killed left behind is taken away by the next one into the same place.
 *
 * @throws LseError if the directory is not empty or cannot be written
 */
export async function withExportDraft<T>(directory: string, work: (files: SyncedFiles) => Promise<T>): Promise<T> {
  const draft = await ExportDraft.create(directory).catch((error) => {
    throw outputError(directory, error);
  });
  const release = onInterrupt(() => draft.abandon());
  try {
    const result = await work(draft.files);
    await draft.finish();
    return result;
  } catch (error) {
    await draft.discard();
    throw outputError(directory, error);
  } finally {
    release();
  }
}

class ExportDraft {
  readonly files: SyncedFiles;
  readonly #target: string;
  /** The draft's own directory, in which the tree lies. */
  readonly #path: string;
  readonly #isInside: boolean;
  /** From `finishing` on the tree is on its way to its name, and from `abandoned` on it must not get there. */
  #state: 'written' | 'finishing' | 'abandoned' = 'written';
  #isMarked = false;

  private constructor(target: string, path: string, isInside: boolean) {
    this.#target = target;
    this.#path = path;
    this.#isInside = isInside;
    this.files = new SyncedFiles(this.#tree);
  }

  static async create(directory: string): Promise<ExportDraft> {
    const target = await realTarget(directory);
    const isThere = await requireEmpty(target, directory);
    const beside = isThere ? await replacing(target) : await besideMissing(target);
    if (beside !== null) return new ExportDraft(target, beside, false);
    const inside = newDraftName();
    await mkdir(join(target, inside, TREE), {recursive: true, mode: 0o700});
    const draft = new ExportDraft(target, join(target, inside), true);
    // Another run may have found the directory empty at the same moment.
    const others = (await readdir(target)).filter((name) => name !== inside);
    if (others.length === 0) return draft;
    await draft.discard();
    throw busy(directory, target, others);
  }

  /** Puts the whole tree under its name. */
  async finish(): Promise<void> {
    await this.files.settle();
    if (this.#state === 'abandoned') throw new Error('the export was interrupted');
    this.#state = 'finishing';
    if (this.#isInside) await this.#moveOut();
    else await rename(this.#tree, this.#target);
    await syncDirectory(this.#isInside ? this.#target : dirname(this.#target));
    await rm(this.#path, {recursive: true, force: true});
  }

  /** When the process is about to end, what is on its way to its name is not stopped in the middle of it. */
  async abandon(): Promise<void> {
    if (this.#state === 'finishing') return;
    this.#state = 'abandoned';
    await this.discard();
  }

  /** Takes away what was written; nothing stands under the name. */
  async discard(): Promise<void> {
    await this.files.close();
    if (this.#isMarked) await removeUnfinished(this.#target).catch(() => {});
    await rm(this.#path, {recursive: true, force: true, maxRetries: 3}).catch(() => {});
  }

  get #tree(): string {
    return join(this.#path, TREE);
  }

  /** The mark is there, with the names of all that is going to be moved, before the first of it is. */
  async #moveOut(): Promise<void> {
    const projects = await readdir(this.#tree);
    const mark = join(this.#path, UNFINISHED_EXPORT);
    const file = await open(mark, 'wx', 0o600);
    await file.writeFile(JSON.stringify({draft: basename(this.#path), projects} satisfies Unfinished));
    await file.sync();
    await file.close();
    this.#isMarked = true;
    await rename(mark, join(this.#target, UNFINISHED_EXPORT));
    await syncDirectory(this.#target);
    for (const project of projects) await rename(join(this.#tree, project), join(this.#target, project));
    await syncDirectory(this.#target);
    await rm(join(this.#target, UNFINISHED_EXPORT));
  }
}

const TREE = 'tree';

/** Links lead to what must be written; its parents are made if they are missing. */
async function realTarget(directory: string): Promise<string> {
  const path = resolve(directory);
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await mkdir(dirname(path), {recursive: true, mode: 0o700});
  return join(await realpath(dirname(path)), path.slice(dirname(path).length));
}

/** False if there is no such directory. What an earlier run left in it counts as nothing, and is taken away. */
async function requireEmpty(target: string, directory: string): Promise<boolean> {
  const names = await namesIn(target);
  if (names === null) return false;
  const drafts = names.filter((name) => draftState(name) !== null);
  const others = drafts.filter((name) => draftState(name) !== 'left');
  if (others.length > 0) throw busy(directory, target, others);
  if (names.includes(UNFINISHED_EXPORT)) await removeUnfinished(target);
  for (const name of drafts) await rm(join(target, name), {recursive: true, force: true});
  if ((await readdir(target)).length === 0) return true;
  throw new LseError('LSE_OUTPUT', `The directory ${directory} is not empty.`, 'Name a new one with --out DIR.');
}

/** A process of another machine or container may be gone, too; only the user knows. */
function busy(directory: string, target: string, [name = '']: readonly string[]): LseError {
  return new LseError(
    'LSE_OUTPUT',
    `Another export writes to ${directory}.`,
    `Wait for it to end, or name another directory with --out DIR. If no export runs any more: rm -r ${shellWord(join(target, name))}`,
  );
}

async function namesIn(directory: string): Promise<string[] | null> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What the mark says: which projects are moved out of which draft. */
interface Unfinished {
  readonly draft: string;
  readonly projects: readonly string[];
}

/**
 * Takes away the projects that lse moved out of a draft into an empty directory, and the mark last. What is still in the draft was
 * not moved: there another program made a directory of that name.
 */
async function removeUnfinished(target: string): Promise<void> {
  const mark = join(target, UNFINISHED_EXPORT);
  const {draft, projects} = JSON.parse(await readFile(mark, 'utf8')) as Unfinished;
  const unmoved = await namesIn(join(target, draft, TREE));
  for (const project of projects) {
    if (!unmoved?.includes(project)) await rm(join(target, project), {recursive: true, force: true});
  }
  await rm(mark);
}

async function besideMissing(target: string): Promise<string> {
  await removeLeft(dirname(target));
  const draft = join(dirname(target), newDraftName());
  await mkdir(join(draft, TREE), {recursive: true, mode: 0o700});
  return draft;
}

/**
 * A draft that can take the place of an empty directory: found out by doing just that at first, with an empty one. Null if
 * that cannot be done. Null also for the working directory: the user's shell would be in a directory that is gone.
 */
async function replacing(target: string): Promise<string | null> {
  if (target === process.cwd()) return null;
  const draft = join(dirname(target), newDraftName());
  try {
    const {mode} = await stat(target);
    await mkdir(draft, {mode: 0o700});
    const tree = join(draft, TREE);
    await mkdir(tree, {mode: mode & 0o777});
    await rename(tree, target);
    await removeLeft(dirname(target));
    await mkdir(tree, {mode: mode & 0o777});
    return draft;
  } catch {
    await rm(draft, {recursive: true, force: true}).catch(() => {});
    return null;
  }
}

/** The drafts of processes that are gone. They are in nobody's way, so it is no fault if that fails. */
async function removeLeft(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (draftState(name) === 'left') await rm(join(directory, name), {recursive: true, force: true}).catch(() => {});
  }
}

/** An error of the file system; any other passes as it is. */
function outputError(directory: string, cause: unknown): unknown {
  const {code, syscall} = cause as NodeJS.ErrnoException;
  if (cause instanceof LseError || syscall === undefined || code === undefined) return cause;
  if (code === 'ENOTEMPTY' || code === 'EEXIST') {
    return new LseError(
      'LSE_OUTPUT',
      `The directory ${directory} is not empty any more.`,
      'Name a new one with --out DIR.',
      {
        cause,
      },
    );
  }
  return new LseError(
    'LSE_OUTPUT',
    `The directory ${directory} cannot be written (${code}); nothing was exported.`,
    outputHint(code),
    {cause},
  );
}
