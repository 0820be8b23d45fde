import type {DigestForm} from '../../../core/document-content.ts';
import type {ListedTree, ReadFile, TreeDay} from '../../../core/document-tree.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import type {FilesInReach, PassedOver} from '../../../core/passed-over.ts';
import type {RunDocument} from '../../../core/run-document.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import type {DayKey, Scope} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import {FileMarks} from '../marks/file-marks.ts';
import {listingDigest} from '../marks/listing-digest.ts';
import {type SharedLook, withSharedLook} from '../marks/shared-look.ts';
import type {TraceTree} from './trace-tree.ts';

/** A day with what each of its files was at the listing. */
interface FrozenDay extends TreeDay {
  readonly marks: FileMarks;
}

/**
 * A tree as one listing found it. Files that come later do not count, and `changes` names each file that changed since
 * the listing, or that was read and was another one than the listing found.
 */
export class FrozenTree implements ListedTree {
  readonly location: string;
  readonly identity: string;
  readonly #tree: TraceTree;
  readonly #projects: readonly string[];
  readonly #scopes: readonly (Scope | null)[];
  /** In ms, before the listing began. */
  readonly #listedAt: number;
  /** By project and date, in the order of the listing. */
  readonly #days: ReadonlyMap<string, FrozenDay>;

  private constructor(
    tree: TraceTree,
    projects: readonly string[],
    days: readonly FrozenDay[],
    {scopes, listedAt}: {readonly scopes: readonly (Scope | null)[]; readonly listedAt: number},
  ) {
    this.#scopes = scopes;
    this.#listedAt = listedAt;
    this.location = tree.location;
    this.identity = tree.identity;
    this.#tree = tree;
    this.#projects = projects;
    this.#days = new Map(days.map((day) => [nameOf(day), day]));
  }

  /** Lists the days of scopes that have no day in common; a null scope is everything. */
  static list(tree: TraceTree, ...scopes: readonly (Scope | null)[]): Promise<FrozenTree> {
    return FrozenTree.#list(tree, scopes, (files) => tree.prepareToRead(files));
  }

  /** The same for a caller that may read no file at all: no thread to read them is started before one is read. */
  static listOnly(tree: TraceTree, ...scopes: readonly (Scope | null)[]): Promise<FrozenTree> {
    return FrozenTree.#list(tree, scopes, () => {});
  }

  static async #list(
    tree: TraceTree,
    scopes: readonly (Scope | null)[],
    prepare: (files: number) => void,
  ): Promise<FrozenTree> {
    const days: FrozenDay[] = [];
    const listedAt = Date.now();
    let files = 0;
    await withSharedLook(OWN_SHARE, async (look) => {
      for (const scope of scopes) {
        for await (const day of tree.days(scope)) {
          files += day.fileNames.length;
          prepare(files);
          days.push({...day, marks: await marksOf(look, tree, day)});
        }
      }
    });
    return new FrozenTree(tree, await tree.projects(), days, {scopes, listedAt});
  }

  async projects(): Promise<string[]> {
    return [...this.#projects];
  }

  async *days(scope: Scope | null): AsyncGenerator<TreeDay> {
    for (const day of this.#days.values()) if (scope === null || isWithin(day, scope)) yield day;
  }

  documents(day: TreeDay): AsyncIterable<ReadFile<RunDocument>> {
    return this.#expecting(day).documents(day);
  }

  records(day: TreeDay): AsyncIterable<ReadFile<RunRecord>> {
    return this.#expecting(day).records(day);
  }

  contents(day: TreeDay, form?: DigestForm): AsyncIterable<ReadFile<RunRecord<'content'>>> {
    return this.#expecting(day).contents(day, form);
  }

  recordsWithContents(day: TreeDay): AsyncIterable<ReadFile<RunRecord<'facts' | 'content'>>> {
    return this.#expecting(day).recordsWithContents(day);
  }

  values(day: TreeDay, paths: readonly RunPath[]): AsyncIterable<ReadFile<RunRecord<'values'>>> {
    return this.#expecting(day).values(day, paths);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  /** It uses the marks of the listing, and looks at no file again. Null for a day that it did not list. */
  async listing({project, date}: TreeDay): Promise<string | null> {
    const day = this.#days.get(nameOf({project, date}));
    if (day === undefined) return null;
    return listingDigest(this.#tree.directoryOf(day), day.fileNames, day.marks, this.#tree.maxFileBytes);
  }

  filesInReach(): Promise<FilesInReach | null> {
    return this.#tree.filesInReach();
  }

  async changes(days: readonly DayKey[] | null = null): Promise<FileChange[]> {
    const wanted = days === null ? null : new Set(days.map(nameOf));
    const found = new Map<string, FileChange>();
    for (const other of this.#tree.listed.others()) {
      if (wanted?.has(nameOf(other)) !== false) found.set(other.path, other);
    }
    await withSharedLook(OWN_SHARE, async (look) => {
      for (const day of this.#days.values()) {
        if (wanted?.has(nameOf(day)) === false) continue;
        const now = await marksOf(look, this.#tree, day);
        for (const [at, fileName] of day.fileNames.entries()) {
          if (now.isSame(at, day.marks, at)) continue;
          const {project, date} = day;
          const path = `${project}/${date}/${fileName}`;
          found.set(path, {path, project, date, change: now.isThere(at) ? 'changed' : 'vanished'});
        }
      }
    });
    // Whatever days are asked about: nobody could ask about a day that the listing missed.
    for await (const missed of this.#missed()) found.set(missed.path, missed);
    return [...found.values()];
  }

  /**
   * Files that the listing did not find although they were there before it: their directory was away at that moment. What was written since
   * does not count.
   */
  async *#missed(): AsyncGenerator<FileChange> {
    for (const scope of this.#scopes) {
      for await (const day of this.#tree.days(scope)) {
        const known = new Set(this.#days.get(nameOf(day))?.fileNames);
        const fileNames = day.fileNames.filter((name) => !known.has(name));
        if (fileNames.length === 0) continue;
        const marks = await FileMarks.look(this.#tree.directoryOf(day), fileNames);
        const {project, date} = day;
        for (const [at, fileName] of fileNames.entries()) {
          if (marks.isOlderThan(at, this.#listedAt))
            yield {path: `${project}/${date}/${fileName}`, project, date, change: 'changed'};
        }
      }
    }
  }

  isAsListed(day: DayKey): boolean {
    return this.#tree.isAsListed(day);
  }

  /** The tree, which from here on compares each file of the day that it reads with its mark. */
  #expecting(day: DayKey): TraceTree {
    const known = this.#days.get(nameOf(day));
    if (known !== undefined) this.#tree.listed.expect(known, known.marks);
    return this.#tree;
  }
}

function nameOf({project, date}: DayKey): string {
  return `${date} ${project}`;
}

function isWithin({project, date}: TreeDay, scope: Scope): boolean {
  return (scope.project === null || scope.project === project) && date >= scope.from && date <= scope.to;
}

/** Both threads begin together, and the caller waits for both. */
const OWN_SHARE = 0.5;

function marksOf(look: SharedLook, tree: TraceTree, day: TreeDay): Promise<FileMarks> {
  return look.marks(tree.directoryOf(day), day.fileNames);
}
