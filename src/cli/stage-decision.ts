import type {Scope} from '../core/scope.ts';
import type {ControlSide} from '../rollout/serving/sides.ts';
import type {StageName} from '../rollout/stage.ts';
import type {Settings} from './settings.ts';
import {today} from './today.ts';

/** The stage at which a report is served, and what there is to say about it. */
export interface StageChoice {
  readonly stage: StageName;
  /** In one line; null where it was asked for by name. */
  readonly why: string | null;
  readonly notices: readonly string[];
  /** A second hold of a project within so many days needs a person. */
  readonly secondHoldWithinDays: number;
}

/**
 * Every backend but `auto` is the stage of its name. No file of intents, no ledger and no provider is looked at for it, nor is any code for
 * them loaded, so that a report from files is there whatever is wrong with them.
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
  const warnings = decision.warnings.map((warning) => `Warning: ${warning}`);
  const isLowered = decision.source === 'hold' || decision.heldBackBy !== null;
  const {holds} = await rollout.intent();
  return {
    stage: decision.stage,
    why: decision.why,
    notices: isLowered ? [...warnings, `Served at ${decision.stage}: ${decision.why}`] : warnings,
    secondHoldWithinDays: holds.secondWithinDays,
  };
}

/** One that is asked for; else those that have files on the dates, which are what would stand in for the database. */
async function projectsIn(scope: Scope, control: ControlSide): Promise<string[]> {
  if (scope.project !== null) return [scope.project];
  const days = await control.listedDays(scope, {digests: false}).catch(() => []);
  return [...new Set(days.map(({project}) => project))];
}

/** A stage that was asked for by name is served without a file that is wrong. */
async function secondHold(settings: Settings): Promise<number> {
  const [{Rollout}, {defaultIntent}] = await Promise.all([
    import('./rollout/rollout.ts'),
    import('../rollout/intent/default-intent.ts'),
  ]);
  const {holds} = await new Rollout(settings).intent().catch(() => defaultIntent);
  return holds.secondWithinDays;
}
