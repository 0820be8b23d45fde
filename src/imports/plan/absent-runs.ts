import type {Connection} from '../../backends/db/sqlite/driver.ts';
import type {DocumentTree} from '../../core/document-tree.ts';
import {fileStem, stemOf} from '../../transfer/export-name.ts';
import {insertAbsent, insertPresent, lostRuns, stemsOfAbsent} from './queries/absent.ts';
import {StemFilter} from './stem-filter.ts';

/** A megabyte. */
const STEM_BITS = 23;

/**
 * Notes the runs that the source names and that no report will find: children that are in no file, and runs that are nested only in a
 * snapshot which does not count any more, since a newer one of their trace came without them.
 *
 * @param tree as it was before the import; a run that has a file in it is not absent
 */
export async function noteAbsent(scratch: Connection, tree: DocumentTree | null): Promise<void> {
  const absent = insertAbsent(scratch);
  // A run may be both; the first that is said of it stays.
  for await (const run of lostRuns(scratch)) await absent.add({...run, stem: fileStem(run.id)});
  await absent.end();
  if (tree !== null) await notePresent(scratch, tree);
}

/** By the names of files alone: one of another name that holds such a run is not found, and the run is said to be missing. */
async function notePresent(scratch: Connection, tree: DocumentTree): Promise<void> {
  const filter = new StemFilter(STEM_BITS);
  let count = 0;
  for await (const stem of stemsOfAbsent(scratch)) {
    filter.add(stem);
    count += 1;
  }
  if (count === 0) return;
  const present = insertPresent(scratch);
  for await (const {fileNames} of tree.days(null)) {
    for (const fileName of fileNames) {
      const stem = stemOf(fileName);
      if (stem !== null && filter.mayHold(stem)) await present.add({stem});
    }
  }
  await present.end();
}
