import type {Scope} from '../core/scope.ts';
import type {Overdue} from '../rollout/decision/decision.ts';
import type {ControlSide} from '../rollout/serving/sides.ts';
import {type StageName, stages} from '../rollout/stage.ts';
import {isDebugging} from './debugging.ts';
import type {Rollout} from './rollout/rollout.ts';
import type {Settings} from './settings.ts';
import {today} from './today.ts';

/** The stage at which a report is served, and what there is to say about it. */
export interface StageChoice {
  readonly stage: StageName;
  /** In one line; null if it was asked for by name. */
  readonly why: string | null;
  readonly notices: readonly string[];
  /** Projects that have passed the day until which they should have stayed at their stage. */
  readonly overdue: readonly Overdue[];
  /** A second hold of a project within so many days needs a person. */
  readonly secondHoldWithinDays: number;
}

/**
 * Every backend but `auto` is the stage of its name. For it no file of intents, no ledger and no provider is read, and no code for
 * them is loaded. So a report from files is there, whatever is wrong with them.
 */
export async function chooseStage(
  settings: Settings,
  version: string,
  report: string,
  scope: Scope,
  control: ControlSide,
): Promise<StageChoice> {
  const {backend} = settings;
  if (backend === 'auto') return decidedStage(settings, version, report, scope, control);
  return {
    stage: backend,
    why: null,
    notices: [],
    overdue: [],
    secondHoldWithinDays: backend === 'live' ? await secondHold(settings) : 0,
  };
}

async function decidedStage(
  settings: Settings,
  version: string,
  report: string,
  scope: Scope,
  control: ControlSide,
): Promise<StageChoice> {
  const [{decide}, {Rollout}] = await Promise.all([
    import('../rollout/decision/decide.ts'),
    import('./rollout/rollout.ts'),
  ]);
  const rollout = new Rollout(settings);
  const {from, to} = scope;
  const {rolloutProvider} = settings;
  const decision = await decide(
    {asked: 'auto', projects: await projectsIn(scope, control), report, from, to, version, today: today()},
    {
      intent: () => rollout.intent(),
      holds: () => rollout.withLedger((ledger) => ledger.holds()),
      ceiling: (project) => rollout.ceiling(project),
      provider: rolloutProvider === null ? null : {module: rolloutProvider, directory: process.cwd()},
    },
  );
  const warnings = [...decision.warnings, ...(await leftOut(rollout, scope, decision.stage))].map(
    (warning) => `Warning: ${warning}`,
  );
  const printed = isDebugging() ? printedBy(rolloutProvider, decision.printed) : [];
  const isLowered = decision.source === 'hold' || decision.heldBackBy !== null;
  const {holds} = await rollout.intent();
  return {
    stage: decision.stage,
    why: decision.why,
    notices: [...printed, ...warnings, ...(isLowered ? [`Served at ${decision.stage}: ${decision.why}`] : [])],
    overdue: decision.overdue,
    secondHoldWithinDays: holds.secondWithinDays,
  };
}

/** What a provider printed; only a user who looks for its faults needs it. */
function printedBy(provider: string | null, printed: string): string[] {
  const lines = printed.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => `The provider ${provider} printed: ${line}`);
}

/** The files of a complete project may be gone, and with them its part of all projects together. */
async function leftOut(rollout: Rollout, {project}: Scope, stage: StageName): Promise<string[]> {
  if (project !== null || stages[stage].prints === 'candidate') return [];
  const {projects} = await rollout.intent();
  return projects
    .filter((entry) => entry.stage === 'complete')
    .map(
      (entry) =>
        `All projects together are served at ${stage}, from the files, which may have nothing of '${entry.project}': it is complete. Ask for it with: --project.`,
    );
}

/** The project of the scope; else the projects that have files on the dates, since the files would answer instead of the database. */
async function projectsIn(scope: Scope, control: ControlSide): Promise<string[]> {
  if (scope.project !== null) return [scope.project];
  const days = await control.listedDays(scope, {digests: false}).catch(() => []);
  return [...new Set(days.map(({project}) => project))];
}

/** A stage that was asked for by name is served even if the file is wrong. */
async function secondHold(settings: Settings): Promise<number> {
  const [{Rollout}, {defaultIntent}] = await Promise.all([
    import('./rollout/rollout.ts'),
    import('../rollout/intent/default-intent.ts'),
  ]);
  const {holds} = await new Rollout(settings).intent().catch(() => defaultIntent);
  return holds.secondWithinDays;
}
