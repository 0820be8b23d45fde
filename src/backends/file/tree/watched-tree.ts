import {compareCodePoints} from '../../../core/code-point-order.ts';
import type {DigestForm} from '../../../core/document-content.ts';
import type {DocumentTree, ReadFile, TreeDay} from '../../../core/document-tree.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import type {FilesInReach, PassedOver} from '../../../core/passed-over.ts';
import type {RunDocument} from '../../../core/run-document.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import type {Scope} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import {FileMarks} from '../marks/file-marks.ts';
import type {TraceTree} from './trace-tree.ts';

/** A day with what each of its files was before any of them was read. */
interface WatchedDay extends TreeDay {
  readonly marks: FileMarks;
}

/**
 * A tree that can say afterwards whether its files are still those that it read. It takes the marks of a day before it reads the first of
 * its files, so a file that changes meanwhile no longer has its mark. Unlike a frozen tree it lists nothing ahead, so a report does not
 * wait for it.
 */
export class WatchedTree implements DocumentTree {
  readonly location: string;
  readonly identity: string;
  readonly #tree: TraceTree;
  /** By project and date. */
  readonly #days = new Map<string, WatchedDay>();
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

  async *contents(day: TreeDay, form?: DigestForm): AsyncGenerator<ReadFile<RunRecord<'content'>>> {
    await this.#look(day);
    yield* this.#tree.contents(day, form);
  }

  async *recordsWithContents(day: TreeDay): AsyncGenerator<ReadFile<RunRecord<'facts' | 'content'>>> {
    await this.#look(day);
    yield* this.#tree.recordsWithContents(day);
  }

  async *values(day: TreeDay, paths: readonly RunPath[]): AsyncGenerator<ReadFile<RunRecord<'values'>>> {
    await this.#look(day);
    yield* this.#tree.values(day, paths);
  }

  passedOver(): readonly PassedOver[] {
    return this.#tree.passedOver();
  }

  filesInReach(): Promise<FilesInReach | null> {
    return this.#tree.filesInReach();
  }

  /** Called by code that took the marks anyway, before any file of the day was read. */
  watch(day: TreeDay, marks: FileMarks): void {
    const key = nameOf(day);
    if (!this.#days.has(key)) this.#days.set(key, {...day, marks});
  }

  /** Files that changed, went or came since their day was marked, and days that came since. */
  async changes(): Promise<FileChange[]> {
    const found = new Map<string, FileChange>(this.#tree.listed.others().map((other) => [other.path, other]));
    const seen = new Set<string>();
    for (const scope of this.#scopes.values()) {
      for await (const day of this.#tree.days(scope)) {
        const key = nameOf(day);
        if (seen.has(key)) continue;
        seen.add(key);
        const now = {...day, marks: await this.#marksOf(day)};
        for (const change of differences(this.#days.get(key) ?? null, now)) found.set(change.path, change);
      }
    }
    for (const [key, day] of this.#days) {
      if (seen.has(key)) continue;
      for (const change of differences(day, null)) found.set(change.path, change);
    }
    return [...found.values()];
  }

  async #look(day: TreeDay): Promise<void> {
    // What is read later from a day is some of its files, which were marked with it.
    if (!this.#days.has(nameOf(day))) this.watch(day, await this.#marksOf(day));
    const known = this.#days.get(nameOf(day)) as WatchedDay;
    this.#tree.listed.expect(known, known.marks);
  }

  #marksOf(day: TreeDay): Promise<FileMarks> {
    return FileMarks.look(this.#tree.directoryOf(day), day.fileNames);
  }
}

/** Both days list their names in the same order, so one pass finds what differs, without a text or a map of each file. */
function differences(before: WatchedDay | null, now: WatchedDay | null): FileChange[] {
  const {project, date} = (before ?? now) as WatchedDay;
  const [left, right] = [before?.fileNames ?? [], now?.fileNames ?? []];
  const found: FileChange[] = [];
  for (let at = 0, other = 0; at < left.length || other < right.length; ) {
    const name = first(left[at], right[other]);
    const [wasListed, isListed] = [left[at] === name, right[other] === name];
    const was = wasListed && before?.marks.isThere(at) === true;
    const is = isListed && now?.marks.isThere(other) === true;
    const isSame = was && is ? before.marks.isSame(at, now.marks, other) : was === is;
    if (!isSame) found.push({path: `${project}/${date}/${name}`, project, date, change: is ? 'changed' : 'vanished'});
    at += Number(wasListed);
    other += Number(isListed);
  }
  return found;
}

/** The name that comes first; a missing one comes last. */
function first(left: string | undefined, right: string | undefined): string {
  if (left === undefined || right === undefined) return (left ?? right) as string;
  return left === right || compareCodePoints(left, right) < 0 ? left : right;
}

function nameOf({project, date}: TreeDay): string {
  return `${date} ${project}`;
}
