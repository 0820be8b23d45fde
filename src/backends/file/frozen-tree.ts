import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {DocumentTree, ReadFile, ReadRecord, TreeDay} from '../../core/document-tree.ts';
import type {Scope} from '../../core/report-source.ts';
import type {FileChange} from '../../core/source-snapshot.ts';
import {type FileMark, markOf} from './file-mark.ts';
import {readAhead} from './read-ahead.ts';
import type {TraceTree} from './trace-tree.ts';

/** Looking up a file is one short wait; more under way than libuv's four threads serve would only queue. */
const FILES_UNDER_WAY = 16;

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
  readonly #tree: TraceTree;
  readonly #projects: readonly string[];
  readonly #days: readonly FrozenDay[];

  private constructor(tree: TraceTree, projects: readonly string[], days: readonly FrozenDay[]) {
    this.location = tree.location;
    this.#tree = tree;
    this.#projects = projects;
    this.#days = days;
  }

  /** Lists the days of the scope; a null scope is everything. */
  static async list(tree: TraceTree, scope: Scope | null): Promise<FrozenTree> {
    const days: FrozenDay[] = [];
    for await (const day of tree.days(scope)) days.push({...day, marks: await marksOf(tree, day)});
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

async function marksOf(tree: TraceTree, day: TreeDay): Promise<FileMark[]> {
  const directory = tree.directoryOf(day);
  const marks: FileMark[] = [];
  for await (const mark of readAhead(day.fileNames, FILES_UNDER_WAY, (name) => currentMark(join(directory, name)))) {
    marks.push(mark);
  }
  return marks;
}

async function currentMark(path: string): Promise<FileMark> {
  try {
    return markOf(await stat(path, {bigint: true}));
  } catch {
    return GONE;
  }
}
