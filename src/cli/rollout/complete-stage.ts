import {LseError} from '../../core/errors.ts';
import {EVERY_DATE} from '../../core/scope.ts';
import {shellWord} from '../../core/shell-word.ts';
import {intendedStage} from '../../rollout/intent/intended-stage.ts';
import {type StageName, stages} from '../../rollout/stage.ts';
import {controlSide} from '../sources.ts';
import {chooseStage} from '../stage-decision.ts';
import type {Rollout} from './rollout.ts';

/**
 * Requires that a project is at stage `complete`: in the file of intents, and for each report, whoever decides its stage.
 *
 * @throws LseError if it is not, or if it is held
 */
export async function requireComplete(rollout: Rollout, project: string, version: string): Promise<void> {
  const intent = await rollout.intent();
  const {stage} = intendedStage(intent, project);
  if (stage !== 'complete') throw notComplete(project, stage, rollout.file);
  const holds = await rollout.withLedger((ledger) => ledger.holds(project));
  if (holds.length > 0) {
    throw new LseError(
      'LSE_GATE',
      `'${project}' is held (${holds[0]?.reason}): its files stay.`,
      `See why with: lse rollout history ${shellWord(project)}`,
    );
  }
  const settings = {...rollout.settings, backend: 'auto'} as const;
  const control = controlSide(settings, null);
  for (const report of intent.requirements.reports) {
    const choice = await chooseStage(settings, version, report, {project, ...EVERY_DATE}, control);
    if (choice.stage !== 'complete') throw notComplete(project, choice.stage, `what ${report} is served at`);
  }
}

/** The other projects that are still printed from the files. As long as there is one, a report of all projects together is printed from them, too. */
export async function projectsOfFiles(rollout: Rollout, project: string): Promise<string[]> {
  const intent = await rollout.intent();
  const {control} = await rollout.days();
  const others = new Set((control ?? []).map((day) => day.project).filter((name) => name !== project));
  return [...others].filter((name) => stages[intendedStage(intent, name).stage].prints !== 'candidate');
}

function notComplete(project: string, stage: StageName, where: string): LseError {
  return new LseError(
    'LSE_GATE',
    `'${project}' is at stage ${stage} by ${where}; its files are needed until it is at stage complete.`,
    `See what is missing with: lse rollout gate ${shellWord(project)}`,
  );
}
