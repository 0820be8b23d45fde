import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {type ExistingFile, existingOfRuns} from './queries/existing.ts';
import {type PlacedRun, placedRuns} from './queries/placed-runs.ts';

export interface NextRun {
  readonly run: PlacedRun;
  /** The files of the tree that may hold it. */
  readonly files: readonly ExistingFile[];
}

const NONE: readonly ExistingFile[] = [];

/** The snapshots that count, page by page in the order of the source, for whoever reads it again. */
export class PlacedRuns {
  readonly #scratch: Connection;
  readonly #hasTree: boolean;
  #page: readonly PlacedRun[] = [];
  #files = new Map<number, ExistingFile[]>();
  #at = 0;
  #isEnd = false;

  constructor(scratch: Connection, hasTree: boolean) {
    this.#scratch = scratch;
    this.#hasTree = hasTree;
  }

  /** The run at this place of the source; null where another snapshot of it counts, or none. Places are asked for in order. */
  async take(seq: number): Promise<NextRun | null> {
    const run = await this.#next();
    if (run === null || run.seq !== seq) return null;
    this.#at += 1;
    return {run, files: this.#files.get(seq) ?? NONE};
  }

  async isEnd(): Promise<boolean> {
    return (await this.#next()) === null;
  }

  async #next(): Promise<PlacedRun | null> {
    const next = this.#page[this.#at];
    if (next !== undefined || this.#isEnd) return next ?? null;
    const page = await placedRuns(this.#scratch, this.#page.at(-1)?.seq ?? -1);
    this.#isEnd = page.length === 0;
    if (this.#isEnd) return null;
    [this.#page, this.#at, this.#files] = [page, 0, new Map()];
    const [first, end] = [page[0] as PlacedRun, page.at(-1) as PlacedRun];
    if (!this.#hasTree) return first;
    for (const file of await existingOfRuns(this.#scratch, first.seq, end.seq)) {
      const files = this.#files.get(file.seq);
      if (files === undefined) this.#files.set(file.seq, [file]);
      else files.push(file);
    }
    return first;
  }
}
