import type {DigestForm} from '../../src/core/document-content.ts';
import type {ListedTree, ReadFile, TreeDay} from '../../src/core/document-tree.ts';
import type {RunPath} from '../../src/core/fields/run-values.ts';
import type {FilesInReach, PassedOver} from '../../src/core/passed-over.ts';
import type {RunDocument} from '../../src/core/run-document.ts';
import type {RunRecord} from '../../src/core/run-record.ts';
import type {DayKey, Scope} from '../../src/core/scope.ts';
import type {FileChange} from '../../src/core/source-snapshot.ts';

/** What happens to a file on its way; the file itself where nothing does. */
export type OnTheWay = (file: ReadFile<RunDocument>) => ReadFile<RunDocument> | Promise<ReadFile<RunDocument>>;

/** A real tree that remembers which documents were read. */
export class CountingTree implements ListedTree {
  readonly location: string;
  readonly identity: string;
  readonly read: string[] = [];
  readonly #tree: ListedTree;
  readonly #onTheWay: OnTheWay;

  constructor(tree: ListedTree, onTheWay: OnTheWay = (file) => file) {
    this.location = tree.location;
    this.identity = tree.identity;
    this.#tree = tree;
    this.#onTheWay = onTheWay;
  }

  projects(): Promise<string[]> {
    return this.#tree.projects();
  }

  days(scope: Scope | null): AsyncIterable<TreeDay> {
    return this.#tree.days(scope);
  }

  async *documents(day: TreeDay): AsyncGenerator<ReadFile<RunDocument>> {
    for await (const file of this.#tree.documents(day)) {
      this.read.push(file.fileName);
      yield await this.#onTheWay(file);
    }
  }

  records(day: TreeDay): AsyncIterable<ReadFile<RunRecord>> {
    return this.#tree.records(day);
  }

  values(day: TreeDay, paths: readonly RunPath[]): AsyncIterable<ReadFile<RunRecord<'values'>>> {
    return this.#tree.values(day, paths);
  }

  contents(day: TreeDay, form?: DigestForm): AsyncIterable<ReadFile<RunRecord<'content'>>> {
    return this.#tree.contents(day, form);
  }

  recordsWithContents(day: TreeDay): AsyncIterable<ReadFile<RunRecord<'facts' | 'content'>>> {
    return this.#tree.recordsWithContents(day);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  filesInReach(): Promise<FilesInReach | null> {
    return this.#tree.filesInReach();
  }

  changes(days?: readonly DayKey[]): Promise<FileChange[]> {
    return this.#tree.changes(days);
  }

  isAsListed(day: DayKey): boolean {
    return this.#tree.isAsListed(day);
  }

  listing(day: TreeDay): Promise<string | null> {
    return this.#tree.listing(day);
  }
}
