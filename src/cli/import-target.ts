import {existsSync} from 'node:fs';
import type {ImportTarget} from '../imports/import-runs.ts';
import {withTreeDraft} from '../imports/tree/tree-draft.ts';
import {withLockedTree} from '../imports/tree/tree-lock.ts';
import type {Settings} from './settings.ts';
import {openTree} from './sources.ts';

/** Runs `work` with the tree that the import writes to, while no other import writes to it. A dry run writes nothing and takes no lock. */
export async function withImportTarget<T>(
  settings: Settings,
  isDryRun: boolean,
  work: (target: ImportTarget) => Promise<T>,
): Promise<T> {
  const {dataDir: directory, maxFileBytes} = settings;
  if (isDryRun) {
    const tree = existsSync(directory) ? await openTree(directory, settings) : null;
    return work({directory, tree, draft: null, maxFileBytes});
  }
  return withLockedTree(directory, async (root) => {
    const tree = await openTree(directory, settings);
    return withTreeDraft(root, (draft) => work({directory, tree, draft, maxFileBytes}));
  });
}
