import type {ListedTree} from '../../core/document-tree.ts';
import {EVERY_DATE, type Scope} from '../../core/scope.ts';
import {openLedger} from '../rollout-ledger.ts';
import type {Settings} from '../settings.ts';
import {actOf} from './rollout-command.ts';
import {writeDown} from './written-down.ts';

/** Writes down for each project that it was loaded, and for which dates: `lse status` and the next load say when the last load was. */
export async function recordLoad(settings: Settings, tree: ListedTree, scope: Scope | null): Promise<void> {
  if (settings.ledger === 'off') return;
  await writeDown('load', async () => {
    const projects = await loadedProjects(tree, scope);
    await openLedger(settings)(async (ledger) => {
      for (const project of projects) await ledger.note(actOf({kind: 'loaded', project, reason: datesText(scope)}));
    });
  });
}

/** Daily loads are found among the acts of the last two days, without reading those of months. */
const RECENT = 2 * 86_400_000;

/** When a project of the scope was loaded last, by the ledger; null if that is not known. */
export async function lastLoad(settings: Settings, scope: Scope | null): Promise<string | null> {
  const project = scope?.project ?? null;
  const asked = project === null ? {} : {project};
  try {
    return await openLedger(settings)(async (ledger) => {
      for (const since of [new Date(Date.now() - RECENT).toISOString(), '']) {
        const load = (await ledger.acts({...asked, since})).findLast(({kind}) => kind === 'loaded');
        if (load !== undefined) return load.at;
      }
      return null;
    });
  } catch {
    // If the ledger is wrong, the message follows when this load cannot be written down, either.
    return null;
  }
}

/** Days are listed only if they are few: for a load of everything the names of the projects are enough. */
async function loadedProjects(tree: ListedTree, scope: Scope | null): Promise<Iterable<string>> {
  const isEveryDate = scope === null || (scope.from === EVERY_DATE.from && scope.to === EVERY_DATE.to);
  const names = await tree.projects();
  if (isEveryDate)
    return scope === null || scope.project === null ? names : names.filter((name) => name === scope.project);
  const found = new Set<string>();
  for await (const {project, fileNames} of tree.days(scope)) if (fileNames.length > 0) found.add(project);
  return found;
}

function datesText(scope: Scope | null): string {
  if (scope === null || scope.from === EVERY_DATE.from) return 'all dates';
  return scope.from === scope.to ? scope.from : `${scope.from} to ${scope.to}`;
}
