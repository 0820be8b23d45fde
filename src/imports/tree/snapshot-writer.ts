import {compareCodePoints} from '../../core/code-point-order.ts';
import type {DocumentTree} from '../../core/document-tree.ts';
import {type Instant, parseInstant} from '../../core/instant.ts';
import {compareExtraction} from '../../core/snapshot.ts';
import {snapshotNames} from '../../transfer/export-name.ts';
import type {ExistingFile} from '../plan/queries/existing.ts';
import type {PlacedRun} from '../plan/queries/placed-runs.ts';
import type {RunFile} from '../runs/run-file.ts';
import {exactObject} from '../runs/run-members.ts';
import {wholeBytes} from '../stored-bytes.ts';
import {type ExistingSnapshot, existingSnapshots, nestedIdsOf, winnerOf} from './existing-snapshots.ts';
import type {TreeDraft} from './tree-draft.ts';

/** What became of a run. */
export interface WrittenSnapshot {
  readonly outcome: 'taken' | 'there' | 'replaced';
  /** How many of its files are moved to the date where it belongs. */
  readonly moved: number;
  /** Runs that are nested in a snapshot of this one, and not in the one that counts. */
  readonly hiddenIds: readonly string[];
  /** Files that hold the same run where it does not belong: it counts there, too. */
  readonly elsewhere: readonly string[];
}

/** A tree has a few snapshots of one run in one second. */
const MOST_NAMES = 1000;

/** Puts snapshots beside those that the tree has, if they say something new. */
export class SnapshotWriter {
  readonly #tree: DocumentTree | null;
  /** Null if nothing should be written. */
  readonly #draft: TreeDraft | null;
  #instantText = '';
  #instant: Instant | null = null;

  constructor(tree: DocumentTree | null, draft: TreeDraft | null) {
    this.#tree = tree;
    this.#draft = draft;
  }

  /**
   * @param date the run's own, which is known
   * @param files those of the tree that may hold the run
   */
  async write(
    run: PlacedRun,
    date: string,
    file: RunFile,
    extractedAt: string,
    files: readonly ExistingFile[],
  ): Promise<WrittenSnapshot> {
    const trace = this.#tree === null || files.length === 0 ? null : wholeBytes(file.trace);
    const found = this.#tree === null || trace === null ? [] : await existingSnapshots(this.#tree, files, run, trace);
    const ours = found.filter(({where}) => where !== 'elsewhere');
    const elsewhere = found.filter(({where}) => where === 'elsewhere');
    const snapshot: NewSnapshot = {run, date, file, extractedAt: this.#instantOf(extractedAt)};
    const here = files.filter((each) => each.project === run.project && each.run_date === date);
    const taken = new Set(here.map(({file_name}) => file_name));
    const moved = this.#move(snapshot, ours, taken);
    const outcome = await this.#outcome(snapshot, ours, taken);
    return {
      outcome,
      moved,
      hiddenIds: trace === null ? [] : hiddenIds(trace, ours, outcome),
      elsewhere: elsewhere.map(({project, date, fileName}) => `${project}/${date}/${fileName}`),
    };
  }

  /** Mostly that of the run before. */
  #instantOf(text: string): Instant | null {
    if (text !== this.#instantText) [this.#instantText, this.#instant] = [text, parseInstant(text)];
    return this.#instant;
  }

  async #outcome(
    snapshot: NewSnapshot,
    ours: readonly ExistingSnapshot[],
    taken: Set<string>,
  ): Promise<WrittenSnapshot['outcome']> {
    const winner = winnerOf(ours);
    if (winner === null) return (await this.#add(snapshot, taken, '')) ? 'taken' : 'replaced';
    if (winner.isSame) return 'there';
    const order = compareExtraction(snapshot.extractedAt, winner.extractedAt);
    const isOlder = order < 0 || (order === 0 && winner.hasEnded && snapshot.run.has_ended === 0);
    if (isOlder) return ours.some(({isSame}) => isSame) ? 'there' : 'replaced';
    // If two are as new, the greater name counts.
    return (await this.#add(snapshot, taken, order === 0 ? winner.fileName : '')) ? 'taken' : 'replaced';
  }

  /** False if no name is free that stands behind the one given. */
  async #add({run, date, file, extractedAt}: NewSnapshot, taken: Set<string>, behind: string): Promise<boolean> {
    const day = {project: run.project, date};
    let tries = 0;
    for (const name of snapshotNames(run.run_id, extractedAt)) {
      tries += 1;
      if (tries > MOST_NAMES) return false;
      if (taken.has(name) || compareCodePoints(name, behind) <= 0) continue;
      const isNew =
        this.#draft === null || (await this.#draft.write(day, name, [file.before, file.trace, file.after], file.size));
      if (isNew) return true;
    }
    return false;
  }

  /** Under their own names, unless such a name is there already. */
  #move({run, date}: NewSnapshot, ours: readonly ExistingSnapshot[], taken: Set<string>): number {
    const astray = ours.filter(({where}) => where === 'astray');
    for (const {project, date: from, fileName, extractedAt} of astray) {
      const name = [fileName, ...firstOf(snapshotNames(run.run_id, extractedAt))].find((each) => !taken.has(each));
      if (name === undefined) continue;
      taken.add(name);
      this.#draft?.move({from: {project, date: from, fileName}, to: {project, date, fileName: name}});
    }
    return astray.length;
  }
}

/** Newest snapshots of a trace may be of its root alone, where an older one holds all of it. */
function hiddenIds(
  trace: Uint8Array,
  ours: readonly ExistingSnapshot[],
  outcome: WrittenSnapshot['outcome'],
): readonly string[] {
  const winner = winnerOf(ours);
  if (winner === null) return [];
  const given = winner.isSame ? winner.nestedIds : nestedIdsOf(exactObject(trace));
  const counting = new Set(outcome === 'taken' ? given : winner.nestedIds);
  return [...given, ...ours.flatMap(({nestedIds}) => nestedIds)].filter((id) => !counting.has(id));
}

interface NewSnapshot {
  readonly run: PlacedRun;
  readonly date: string;
  readonly file: RunFile;
  readonly extractedAt: Instant | null;
}

function* firstOf(names: Iterable<string>): Generator<string> {
  let count = 0;
  for (const name of names) {
    if (count === MOST_NAMES) return;
    count += 1;
    yield name;
  }
}
