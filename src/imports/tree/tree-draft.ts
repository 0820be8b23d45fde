import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {dirname, join, sep} from 'node:path';
import {SourceError} from '../../core/errors.ts';
import {onInterrupt} from '../../core/interruption.ts';
import {PRIVATE_DIRECTORY} from '../../core/private-mode.ts';
import {newDraftName} from '../../transfer/draft-name.ts';
import {syncDirectory} from '../../transfer/synced-files.ts';
import {type SomeBytes, wholeBytes} from '../stored-bytes.ts';
import {nextTurn} from '../turns.ts';
import {AheadSync, syncTree} from './disk-sync.ts';
import {DraftFiles} from './draft-files.ts';
import {outputError} from './output-error.ts';
import {isOwnName} from './own-name.ts';
import {isDirectoryInside} from './tree-bounds.ts';
import {writeNewFile} from './whole-write.ts';

/** What systems say of a directory with something in it. */
const NOT_EMPTY: ReadonlySet<string | undefined> = new Set(['ENOTEMPTY', 'EEXIST']);
/** Files are taken away without a wait; others get their turn after so many. */
const REMOVED_A_TURN = 256;

/** One directory of a tree. */
export interface DayPlace {
  readonly project: string;
  readonly date: string;
}

/** A file of the tree that belongs into the directory of another date. */
export interface Move {
  readonly from: DayPlace & {readonly fileName: string};
  readonly to: DayPlace & {readonly fileName: string};
}

/**
 * Has `work` write files that stand in the tree when all of them are whole and on the disk, or not at all if anything fails before. They
 * are written into a directory beside the projects that is no project. Then whole projects and dates get their names in one step each, which
 * takes half the time of a step a file; into dates that are there the files go one by one. Who is killed in between leaves whole files, and the
 * next import does the rest.
 */
export async function withTreeDraft<T>(root: string, work: (draft: TreeDraft) => Promise<T>): Promise<T> {
  const draft = new TreeDraft(root);
  const release = onInterrupt(() => draft.discard());
  try {
    const result = await work(draft);
    await draft.finish();
    return result;
  } finally {
    await draft.discard();
    release();
  }
}

export class TreeDraft {
  readonly #root: string;
  readonly #path: string;
  readonly #made = new Set<string>();
  /** By directory, whether the tree has it. */
  readonly #isThere = new Map<string, boolean>();
  readonly #moves: Move[] = [];
  readonly #written = new DraftFiles();
  readonly #ahead: AheadSync;
  /** Directories out of which something was taken. */
  readonly #left = new Set<string>();
  #files = 0;
  /** Whether all that was written early is there. */
  #isSettled = false;
  #hasOtherNames = false;
  #isEnded = false;

  /** `root` is the real path of the tree. */
  constructor(root: string) {
    this.#root = root;
    this.#path = join(root, newDraftName('import'));
    this.#ahead = new AheadSync(this.#path);
  }

  /**
   * @returns false if the tree or the draft has a file of that name
   * @throws what the file system says, and SourceError if the directory leads outside of the tree
   */
  async write(
    {project, date}: DayPlace,
    fileName: string,
    parts: readonly SomeBytes[],
    size: number,
  ): Promise<boolean> {
    this.#requireUnderWay();
    try {
      if (this.#hasDay({project, date}) && existsSync(join(this.#root, project, date, fileName))) return false;
      const path = `${this.#directoryOf({project, date})}${sep}${fileName}`;
      const isNew = await this.#add(path, fileName, parts, size);
      if (isNew) this.#files += 1;
      return isNew;
    } catch (error) {
      throw outputError(this.#root, error, 'nothing was imported');
    }
  }

  /**
   * Writes a file into a date that the tree does not have, of a run that may belong elsewhere: `takeBack` undoes it, and so does `retrieve`.
   *
   * @returns false if it must be asked first whether the name is free
   */
  writeEarly(place: DayPlace, fileName: string, parts: readonly SomeBytes[], size: number): boolean {
    this.#requireUnderWay();
    if (this.#hasOtherNames || !isOwnName(fileName)) return false;
    try {
      this.#written.add(`${this.#directoryOf(place)}${sep}${fileName}`, parts, size);
      this.#ahead.add(size);
      this.#files += 1;
      return true;
    } catch (error) {
      throw outputError(this.#root, error, 'nothing was imported');
    }
  }

  /** Takes files away that were written early. */
  async takeBack(files: AsyncIterable<DayPlace & {readonly fileName: string}>): Promise<void> {
    try {
      for await (const {project, date, fileName} of files) {
        await this.#settleEarly();
        rmSync(this.#pathOfEarly({project, date}, fileName));
        this.#files -= 1;
        if (this.#files % REMOVED_A_TURN === 0) await nextTurn();
      }
    } catch (error) {
      throw outputError(this.#root, error, 'nothing was imported');
    }
  }

  /** The content of a file that was written early, which is taken away. */
  async retrieve(place: DayPlace, fileName: string): Promise<Buffer> {
    try {
      await this.#settleEarly();
      const path = this.#pathOfEarly(place, fileName);
      const content = readFileSync(path);
      rmSync(path);
      this.#files -= 1;
      return content;
    } catch (error) {
      throw outputError(this.#root, error, 'nothing was imported');
    }
  }

  async #settleEarly(): Promise<void> {
    if (this.#isSettled) return;
    await this.#written.settle();
    this.#isSettled = true;
  }

  #pathOfEarly({project, date}: DayPlace, fileName: string): string {
    const directory = join(this.#path, project, date);
    this.#left.add(directory);
    return join(directory, fileName);
  }

  /** No directory gets its name only since something was in it for a while. */
  #removeEmpty(): void {
    const left = [...this.#left];
    for (const directory of [...left, ...new Set(left.map(dirname))]) {
      try {
        rmdirSync(directory);
      } catch (error) {
        if (!NOT_EMPTY.has((error as NodeJS.ErrnoException).code)) throw error;
      }
    }
  }

  /** Whether the tree has no directory there, and one may be made. */
  isNewDay(place: DayPlace): boolean {
    try {
      return !this.#hasDay(place);
    } catch (error) {
      if (error instanceof SourceError) return false;
      throw error;
    }
  }

  #directoryOf({project, date}: DayPlace): string {
    const directory = join(this.#path, project, date);
    if (!this.#made.has(directory)) {
      mkdirSync(directory, {recursive: true, mode: PRIVATE_DIRECTORY});
      this.#made.add(directory);
    }
    return directory;
  }

  /** A name that no other run of this import has is known to be free; of others the file system must be asked, in their order. */
  async #add(path: string, fileName: string, parts: readonly SomeBytes[], size: number): Promise<boolean> {
    if (!this.#hasOtherNames && isOwnName(fileName)) {
      this.#written.add(path, parts, size);
      this.#ahead.add(size);
      return true;
    }
    if (!this.#hasOtherNames) await this.#written.settle();
    this.#hasOtherNames = true;
    return writeNewFile(path, parts.map(wholeBytes));
  }

  /** Notes a move, which happens when all is written. */
  move(move: Move): void {
    this.#hasDay(move.to);
    this.#moves.push(move);
  }

  /** Waits for the disk to have all files, and gives them their names. */
  async finish(): Promise<void> {
    try {
      await this.#written.settle();
      this.#removeEmpty();
      if (this.#files > 0) await syncTree(this.#path, this.#files);
    } catch (error) {
      throw outputError(this.#root, error, 'nothing was imported');
    }
    this.#requireUnderWay();
    try {
      await this.#place();
    } catch (error) {
      throw outputError(this.#root, error, 'not all is in its place, and another import of the same does the rest');
    }
  }

  async #place(): Promise<void> {
    const touched = new Set<string>();
    // Before the files: a run that was at two dates for a moment would count twice.
    for (const {from, to} of this.#moves) this.#moveFile(from, to, touched);
    if (this.#files > 0) for (const project of readdirSync(this.#path)) this.#placeProject(project, touched);
    if (touched.size > 0) touched.add(this.#root);
    for (const directory of touched) await syncDirectory(directory);
  }

  /** Takes away what did not get its name. */
  async discard(): Promise<void> {
    this.#isEnded = true;
    this.#ahead.stop();
    await this.#written.stop();
    await rm(this.#path, {recursive: true, force: true, maxRetries: 3}).catch(() => {});
  }

  #requireUnderWay(): void {
    if (this.#isEnded) throw new Error('the import was interrupted');
  }

  #moveFile(from: Move['from'], to: Move['to'], touched: Set<string>): void {
    const directory = join(this.#root, to.project, to.date);
    mkdirSync(directory, {recursive: true, mode: PRIVATE_DIRECTORY});
    const target = join(directory, to.fileName);
    if (existsSync(target)) return;
    renameSync(join(this.#root, from.project, from.date, from.fileName), target);
    touched
      .add(directory)
      .add(join(this.#root, to.project))
      .add(join(this.#root, from.project, from.date));
  }

  #placeProject(project: string, touched: Set<string>): void {
    const [source, target] = [join(this.#path, project), join(this.#root, project)];
    if (placed(source, target)) return void touched.add(target);
    for (const date of readdirSync(source)) {
      const [files, directory] = [join(source, date), join(target, date)];
      if (placed(files, directory)) {
        touched.add(target);
        continue;
      }
      for (const fileName of readdirSync(files)) renameSync(join(files, fileName), join(directory, fileName));
      touched.add(directory);
    }
  }

  #hasDay({project, date}: DayPlace): boolean {
    const directory = join(this.#root, project, date);
    const known = this.#isThere.get(directory);
    if (known !== undefined) return known;
    const isThere =
      isDirectoryInside(join(this.#root, project), this.#root) && isDirectoryInside(directory, this.#root);
    this.#isThere.set(directory, isThere);
    return isThere;
  }
}

/** Gives a directory its name, unless something has it. */
function placed(source: string, target: string): boolean {
  if (existsSync(target)) return false;
  renameSync(source, target);
  return true;
}
