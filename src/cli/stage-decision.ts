import {access} from 'node:fs/promises';
import {ConfigError} from '../core/errors.ts';
import type {Scope} from '../core/scope.ts';
import type {ControlSide} from '../rollout/serving/sides.ts';
import {type StageDecider, type StageDecision, strictestDecision} from '../rollout/serving/stage-decision.ts';
import type {StageName} from '../rollout/stage.ts';
import type {BackendName} from './settings.ts';

const ROLLOUT_FILE = 'lse.rollout.yaml';

/** Every backend but `auto` is the stage of its name. */
export async function decideStage(
  backend: BackendName,
  decider: () => Promise<StageDecider>,
  report: string,
  scope: Scope,
  control: ControlSide,
): Promise<Pick<StageDecision, 'stage' | 'heldBackBy'>> {
  if (backend !== 'auto') return {stage: backend satisfies StageName, heldBackBy: null};
  const decide = await decider();
  const {project, from, to} = scope;
  if (project !== null) return {...(await decide({project, report, from, to})), heldBackBy: null};
  return strictestDecision(decide, {report, from, to}, await projectsIn(scope, control));
}

/** Those that have files on the dates. Without a tree there is nothing that could hold a project back but the files themselves. */
async function projectsIn(scope: Scope, control: ControlSide): Promise<string[]> {
  const days = await control.listedDays(scope, {digests: false}).catch(() => []);
  return [...new Set(days.map(({project}) => project))];
}

/** Without a rollout file everything is served by the files. */
export async function fileDecider(): Promise<StageDecider> {
  const isThere = await access(ROLLOUT_FILE).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new ConfigError(
      `This lse cannot read ${ROLLOUT_FILE} yet, by which 'auto' decides.`,
      'Name the backend instead: LSE_REPORT_BACKEND=file',
    );
  }
  return async () => ({stage: 'file', why: `there is no ${ROLLOUT_FILE}`, heldBackBy: null});
}
