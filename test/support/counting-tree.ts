import type {ListedTree, ReadFile, ReadRecord, TreeDay} from '../../src/core/document-tree.ts';
import type {RunPath} from '../../src/core/fields/run-values.ts';
import type {PassedOver} from '../../src/core/passed-over.ts';
import type {ComparedRecord, DigestedRecord, ValuesRecord} from '../../src/core/run-record.ts';
import type {Scope} from '../../src/core/scope.ts';
import type {FileChange} from '../../src/core/source-snapshot.ts';

/** What happens to a file on its way; the file itself where nothing does. */
export type OnTheWay = (file: ReadFile) => ReadFile | Promise<ReadFile>;

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

  async *documents(day: TreeDay): AsyncGenerator<ReadFile> {
    for await (const file of this.#tree.documents(day)) {
      this.read.push(file.fileName);
      yield await this.#onTheWay(file);
    }
  }

  records(day: TreeDay): AsyncIterable<ReadRecord> {
    return this.#tree.records(day);
  }

  values(day: TreeDay, paths: readonly RunPath[]): AsyncIterable<ReadRecord<ValuesRecord>> {
    return this.#tree.values(day, paths);
  }

  digestedRecords(day: TreeDay): AsyncIterable<ReadRecord<DigestedRecord>> {
    return this.#tree.digestedRecords(day);
  }

  comparedRecords(day: TreeDay): AsyncIterable<ReadRecord<ComparedRecord>> {
    return this.#tree.comparedRecords(day);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  changes(): Promise<FileChange[]> {
    return this.#tree.changes();
  }

  listing(day: TreeDay): Promise<string | null> {
    return this.#tree.listing(day);
  }
}
