import type {Connection} from '../../backends/db/sqlite/driver.ts';
import type {DocumentTree} from '../../core/document-tree.ts';
import type {EarlyFiles} from '../early/early-files.ts';
import type {ImportSource} from '../given.ts';
import type {RunMembers} from '../runs/run-members.ts';
import {placeTraces} from './placing.ts';
import {ProjectNames, type ProjectRules} from './project-names.ts';
import {chooseWinners} from './queries/choose-winners.ts';
import {followParents} from './queries/follow-parents.ts';
import {adoptHolders} from './queries/nested.ts';
import {readSource, type SourceReading} from './source-reading.ts';
import {lookUpTree} from './tree-lookup.ts';

/**
 * Reads all of the source, and works out in the scratch database where each run belongs: of every run the snapshot that counts, its trace, and
 * of every trace the project and the date.
 *
 * @param early writes files on the way; null if nothing should be written
 * @param tree where the runs are going to be; null if there is none yet
 * @throws SourceError if a project has no name, or one that no directory can have
 */
export async function makePlan(
  scratch: Connection,
  source: ImportSource,
  tree: DocumentTree | null,
  members: RunMembers,
  rules: ProjectRules,
  early: EarlyFiles | null,
  onTurn: () => void,
): Promise<SourceReading> {
  const names = new ProjectNames(rules);
  const reading = await readSource(scratch, source, members, names, early, onTurn);
  names.requireLegal();
  await chooseWinners(scratch);
  await adoptHolders(scratch);
  if (tree !== null) await lookUpTree(scratch, tree);
  await followParents(scratch);
  await placeTraces(scratch, tree !== null);
  return reading;
}
