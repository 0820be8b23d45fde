import type {DocumentTree, ReadFile, ReadRecord, TreeDay} from '../../../core/document-tree.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import type {PassedOver} from '../../../core/passed-over.ts';
import type {ComparedRecord, DigestedRecord, ValuesRecord} from '../../../core/run-record.ts';
import type {Scope} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import {dayMarks} from '../marks/day-marks.ts';
import {type FileMark, markOf} from '../marks/file-mark.ts';
import type {TraceTree} from './trace-tree.ts';

/** A day with what each of its files was at the listing, in the order of the names. */
interface FrozenDay extends TreeDay {
  readonly marks: readonly FileMark[];
}

const GONE: FileMark = 'gone';

/**
 * A tree as one listing found it. Files that come later do not count, and a file that is no longer what the listing saw
 * is named by `changes`.
 */
export class FrozenTree implements DocumentTree {
  readonly location: string;
  readonly identity: string;
  readonly #tree: TraceTree;
  readonly #projects: readonly string[];
  readonly #days: readonly FrozenDay[];

  private constructor(tree: TraceTree, projects: readonly string[], days: readonly FrozenDay[]) {
    this.location = tree.location;
    this.identity = tree.identity;
    this.#tree = tree;
    this.#projects = projects;
    this.#days = days;
  }

  /** Lists the days of scopes that have no day in common; a null scope is everything. */
  static async list(tree: TraceTree, ...scopes: readonly (Scope | null)[]): Promise<FrozenTree> {
    const days: FrozenDay[] = [];
    let files = 0;
    for (const scope of scopes) {
      for await (const day of tree.days(scope)) {
        files += day.fileNames.length;
        tree.prepareToRead(files);
        days.push({...day, marks: await marksOf(tree, day)});
      }
    }
    return new FrozenTree(tree, await tree.projects(), days);
  }

  async projects(): Promise<string[]> {
    return [...this.#projects];
  }

  async *days(scope: Scope | null): AsyncGenerator<TreeDay> {
    for (const day of this.#days) if (scope === null || isWithin(day, scope)) yield day;
  }

  documents(day: TreeDay): AsyncIterable<ReadFile> {
    return this.#tree.documents(day);
  }

  records(day: TreeDay): AsyncIterable<ReadRecord> {
    return this.#tree.records(day);
  }

  digestedRecords(day: TreeDay): AsyncIterable<ReadRecord<DigestedRecord>> {
    return this.#tree.digestedRecords(day);
  }

  comparedRecords(day: TreeDay): AsyncIterable<ReadRecord<ComparedRecord>> {
    return this.#tree.comparedRecords(day);
  }

  values(day: TreeDay, paths: readonly RunPath[]): AsyncIterable<ReadRecord<ValuesRecord>> {
    return this.#tree.values(day, paths);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  async changes(): Promise<FileChange[]> {
    const found: FileChange[] = [];
    for (const day of this.#days) {
      const now = await marksOf(this.#tree, day);
      for (const [at, mark] of now.entries()) {
        if (mark === day.marks[at]) continue;
        const {project, date} = day;
        const path = `${project}/${date}/${day.fileNames[at]}`;
        found.push({path, project, date, change: mark === GONE ? 'vanished' : 'changed'});
      }
    }
    return found;
  }
}

function isWithin({project, date}: TreeDay, scope: Scope): boolean {
  return (scope.project === null || scope.project === project) && date >= scope.from && date <= scope.to;
}

function marksOf(tree: TraceTree, day: TreeDay): Promise<FileMark[]> {
  return dayMarks(tree.directoryOf(day), day.fileNames, (stats) => (stats === null ? GONE : markOf(stats)));
}
