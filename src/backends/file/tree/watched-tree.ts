import type {DocumentTree, ReadFile, TreeDay} from '../../../core/document-tree.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import type {PassedOver} from '../../../core/passed-over.ts';
import type {RunDocument} from '../../../core/run-document.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import type {Scope} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import {FileMarks} from '../marks/file-marks.ts';
import type {TraceTree} from './trace-tree.ts';

/** The marks of a day's files that were there, by name. */
type Marks = ReadonlyMap<string, string>;

/**
 * A tree that can say afterwards whether its files are still those that it read. The marks of a day are taken before the first
 * of its files is read, so that one that changes meanwhile is another one than was marked. Unlike a frozen tree it lists
 * nothing ahead: a report does not wait for it.
 */
export class WatchedTree implements DocumentTree {
  readonly location: string;
  readonly identity: string;
  readonly #tree: TraceTree;
  /** By project and date. */
  readonly #marks = new Map<string, {readonly day: TreeDay; readonly marks: Marks}>();
  readonly #scopes = new Map<string, Scope | null>();

  constructor(tree: TraceTree) {
    this.location = tree.location;
    this.identity = tree.identity;
    this.#tree = tree;
  }

  projects(): Promise<string[]> {
    return this.#tree.projects();
  }

  days(scope: Scope | null): AsyncIterable<TreeDay> {
    this.#scopes.set(JSON.stringify(scope), scope);
    return this.#tree.days(scope);
  }

  async *documents(day: TreeDay): AsyncGenerator<ReadFile<RunDocument>> {
    await this.#look(day);
    yield* this.#tree.documents(day);
  }

  async *records(day: TreeDay): AsyncGenerator<ReadFile<RunRecord>> {
    await this.#look(day);
    yield* this.#tree.records(day);
  }

  async *contents(day: TreeDay): AsyncGenerator<ReadFile<RunRecord<'content'>>> {
    await this.#look(day);
    yield* this.#tree.contents(day);
  }

  async *values(day: TreeDay, paths: readonly RunPath[]): AsyncGenerator<ReadFile<RunRecord<'values'>>> {
    await this.#look(day);
    yield* this.#tree.values(day, paths);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  /** Of whoever took the marks anyway, before any file was read. */
  watch(day: TreeDay, marks: FileMarks): void {
    const key = nameOf(day);
    if (!this.#marks.has(key)) this.#marks.set(key, {day, marks: byName(day, marks)});
  }

  /** Files that changed, went or came since their day was marked, and days that came since. */
  async changes(): Promise<FileChange[]> {
    const found = new Map<string, FileChange>();
    const seen = new Set<string>();
    for (const scope of this.#scopes.values()) {
      for await (const day of this.#tree.days(scope)) {
        const key = nameOf(day);
        if (seen.has(key)) continue;
        seen.add(key);
        const before = this.#marks.get(key)?.marks ?? NOTHING;
        for (const change of differences(day, before, await this.#marksOf(day))) found.set(change.path, change);
      }
    }
    for (const [key, {day, marks}] of this.#marks) {
      if (seen.has(key)) continue;
      for (const change of differences(day, marks, NOTHING)) found.set(change.path, change);
    }
    return [...found.values()];
  }

  async #look(day: TreeDay): Promise<void> {
    if (this.#marks.has(nameOf(day))) return;
    this.#marks.set(nameOf(day), {day, marks: await this.#marksOf(day)});
  }

  async #marksOf(day: TreeDay): Promise<Marks> {
    return byName(day, await FileMarks.look(this.#tree.directoryOf(day), day.fileNames));
  }
}

function byName({fileNames}: TreeDay, marks: FileMarks): Marks {
  const there = fileNames.flatMap((fileName, at): [string, string][] =>
    marks.isThere(at) ? [[fileName, marks.text(at)]] : [],
  );
  return new Map(there);
}

const NOTHING: Marks = new Map();

function differences({project, date}: TreeDay, before: Marks, now: Marks): FileChange[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].flatMap((name): FileChange[] => {
    const mark = now.get(name);
    if (before.get(name) === mark) return [];
    const change = mark === undefined ? 'vanished' : 'changed';
    return [{path: `${project}/${date}/${name}`, project, date, change}];
  });
}

function nameOf({project, date}: TreeDay): string {
  return `${date} ${project}`;
}
