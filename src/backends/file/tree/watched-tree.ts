import type {DocumentTree, ReadFile, ReadRecord, TreeDay} from '../../../core/document-tree.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import type {PassedOver} from '../../../core/passed-over.ts';
import type {DigestedRecord, ValuesRecord} from '../../../core/run-record.ts';
import type {Scope} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import {dayMarks} from '../marks/day-marks.ts';
import {type FileMark, markOf} from '../marks/file-mark.ts';
import type {TraceTree} from './trace-tree.ts';

const GONE: FileMark = 'gone';

/** The marks of a day's files, by name. */
type Marks = ReadonlyMap<string, FileMark>;

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

  async *documents(day: TreeDay): AsyncGenerator<ReadFile> {
    await this.#look(day);
    yield* this.#tree.documents(day);
  }

  async *records(day: TreeDay): AsyncGenerator<ReadRecord> {
    await this.#look(day);
    yield* this.#tree.records(day);
  }

  async *digestedRecords(day: TreeDay): AsyncGenerator<ReadRecord<DigestedRecord>> {
    await this.#look(day);
    yield* this.#tree.digestedRecords(day);
  }

  async *values(day: TreeDay, paths: readonly RunPath[]): AsyncGenerator<ReadRecord<ValuesRecord>> {
    await this.#look(day);
    yield* this.#tree.values(day, paths);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  /** Of whoever took the marks anyway, before any file was read; null stands for one that is to be taken now. */
  async watch(day: TreeDay, marks: readonly (FileMark | null)[]): Promise<void> {
    const key = nameOf(day);
    if (this.#marks.has(key)) return;
    const unmarked = day.fileNames.filter((_, at) => (marks[at] ?? null) === null);
    const known = new Map(day.fileNames.map((fileName, at) => [fileName, marks[at] ?? GONE]));
    for (const [fileName, mark] of await this.#marksOf({...day, fileNames: unmarked})) known.set(fileName, mark);
    this.#marks.set(key, {day, marks: known});
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
    const marks = await dayMarks(this.#tree.directoryOf(day), day.fileNames, (stats) =>
      stats === null ? GONE : markOf(stats),
    );
    return new Map(day.fileNames.map((fileName, at) => [fileName, marks[at] ?? GONE]));
  }
}

const NOTHING: Marks = new Map();

function differences({project, date}: TreeDay, before: Marks, now: Marks): FileChange[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].flatMap((name): FileChange[] => {
    const mark = now.get(name) ?? GONE;
    if ((before.get(name) ?? GONE) === mark) return [];
    const change = mark === GONE ? 'vanished' : 'changed';
    return [{path: `${project}/${date}/${name}`, project, date, change}];
  });
}

function nameOf({project, date}: TreeDay): string {
  return `${date} ${project}`;
}
