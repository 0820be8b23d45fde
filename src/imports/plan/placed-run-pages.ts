import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {type ExistingFile, existingOfRuns} from './queries/existing.ts';
import {type PlacedRun, placedRuns} from './queries/placed-runs.ts';

/** A run of the plan, with the files of the tree that may hold it. */
export interface NextRun {
  readonly run: PlacedRun;
  readonly files: readonly ExistingFile[];
}

const NONE: readonly ExistingFile[] = [];

/**
 * The runs of the plan in the order of the source, a page at a time; the next page is read while one is worked on. Whether the tree has
 * anything is said by `hasTree`.
 */
export async function* placedRunPages(scratch: Connection, hasTree: boolean): AsyncGenerator<NextRun[]> {
  const pageBehind = (seq: number): Promise<NextRun[]> => {
    const page = readPage(scratch, seq, hasTree);
    // Whoever waits for the page is told.
    page.catch(() => {});
    return page;
  };
  for (let next = pageBehind(-1); ; ) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    next = pageBehind(last.run.seq);
    yield page;
  }
}

async function readPage(scratch: Connection, after: number, hasTree: boolean): Promise<NextRun[]> {
  const page = await placedRuns(scratch, after);
  const [first, last] = [page[0], page.at(-1)];
  if (!hasTree || first === undefined || last === undefined) return page.map((run) => ({run, files: NONE}));
  const files = new Map<number, ExistingFile[]>();
  for (const file of await existingOfRuns(scratch, first.seq, last.seq)) {
    const others = files.get(file.seq);
    if (others === undefined) files.set(file.seq, [file]);
    else others.push(file);
  }
  return page.map((run) => ({run, files: files.get(run.seq) ?? NONE}));
}
