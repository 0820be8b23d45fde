import {LseError} from '../../core/errors.ts';
import {nameSome} from '../../core/named-list.ts';
import {shellWord} from '../../core/shell-word.ts';
import {intendedStage} from '../../rollout/intent/intended-stage.ts';
import type {Act} from '../../rollout/ledger/act.ts';
import type {Settings} from '../settings.ts';
import {Rollout} from './rollout.ts';
import {messageOf} from './written-down.ts';

/**
 * A reason why the files no longer say what a project has: it is at stage `complete`, or it was retired and nobody took it back since. The
 * database may have the only copy. Null if that is true of none of these projects.
 *
 * @throws ConfigError if the file of intents is wrong
 */
export async function retiredFault(settings: Settings, projects: readonly string[]): Promise<LseError | null> {
  if (projects.length === 0) return null;
  const rollout = new Rollout(settings);
  const intent = await rollout.intent();
  const complete = projects.filter((project) => intendedStage(intent, project).stage === 'complete');
  let retired: string[];
  try {
    const acts = await rollout.withLedger((ledger) => ledger.acts({}));
    retired = projects.filter((project) => isRetired(acts, project));
  } catch (error) {
    return new LseError(
      'LSE_GATE',
      `Records would be deleted that the files do not have, and the ledger does not say whether ${nameSome(projects)} ${projects.length === 1 ? 'was' : 'were'} retired (${messageOf(error).replace(/[.\s]+$/, '')}); nothing was repaired.`,
      'Name the projects to prune, one at a time, with: lse db repair --prune --project PROJECT',
    );
  }
  const gone = projects.filter((project) => complete.includes(project) || retired.includes(project));
  const [first] = gone;
  if (first === undefined) return null;
  const isOne = gone.length === 1;
  const excluded = gone.map((project) => ` --exclude-project ${shellWord(project)}`).join('');
  return new LseError(
    'LSE_GATE',
    `${nameSome(gone.map((project) => `'${project}'`))} ${isOne ? 'was' : 'were'} retired or ${isOne ? 'is' : 'are'} complete, so the files need not have ${isOne ? 'its' : 'their'} records, and --prune would delete them from the database; nothing was repaired.`,
    `Name the project with --project if you want that, or leave ${isOne ? 'it' : 'them'} out with: lse db repair --prune${excluded}`,
  );
}

/** The last act about where its files are decides. */
function isRetired(acts: readonly Act[], project: string): boolean {
  const moves = acts.filter(
    (act) => act.project === project && ['retired', 'rolled back', 'promoted'].includes(act.kind),
  );
  return moves.at(-1)?.kind === 'retired';
}
