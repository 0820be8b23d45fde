import type {CalendarDate} from '../../core/calendar-date.ts';
import type {IntendedStage} from '../intent/intended-stage.ts';
import {intendedStage, isOverdue} from '../intent/intended-stage.ts';
import type {Intent} from '../intent/intent.ts';
import {formatShare, WHOLE} from '../intent/share.ts';
import {heldBack, strictest} from '../intent/stage-in-force.ts';
import type {Hold} from '../ledger/act.ts';
import {compareStages, type StageName} from '../stage.ts';
import type {Decision, DecisionContext, DecisionInputs, Overdue, ProjectDecision} from './decision.ts';
import {askProvider, type FlagAnswer, type FlagAnswers} from './flag-process.ts';
import {followFlag} from './followed-flag.ts';

/** As long as nobody knows what is held, no project is above this: at `live` control is printed if the two differ. */
const UNKNOWN_HOLDS: StageName = 'live';

/**
 * The stage at which a question is answered. A stage that was asked for by name is it, and nothing is read then: no file, no ledger, no provider.
 * Else each project has the stage that its intent says, or a flag in its place, lowered by what is held; all together have the lowest.
 *
 * @throws ConfigError if the file of intents is wrong. All else that fails is a warning, and leaves what the file says.
 */
export async function decide(context: DecisionContext, inputs: DecisionInputs): Promise<Decision> {
  const {asked} = context;
  if (asked !== 'auto') {
    const why = `${asked} was asked for.`;
    return {
      stage: asked,
      source: 'setting',
      why,
      heldBackBy: null,
      warnings: [],
      overdue: [],
      projects: [],
      printed: '',
    };
  }
  const intent = await inputs.intent();
  const warnings: string[] = [];
  const intended = context.projects.map((project) => ({project, intended: intendedStage(intent, project)}));
  const flags = await askedFlags(context, inputs, warnings);
  const holds = await knownHolds(inputs, warnings);
  const overdue = intended.flatMap((each) => overdueOf(each.project, each.intended, context.today));
  warnings.push(...overdue.map(overdueText));
  const projects: ProjectDecision[] = [];
  for (const [at, each] of intended.entries()) {
    const byFile = {project: each.project, ...fileDecision(each.intended)};
    const byFlag = await flagged(byFile, flags.answers[at], {intent, inputs, warnings});
    projects.push(lowered(byFlag, holds, context));
  }
  return {...together(projects, intent), warnings: summed(warnings), overdue, projects, printed: flags.printed};
}

const NO_FLAGS: FlagAnswers = {answers: [], printed: ''};

async function askedFlags(
  {projects, report, from, to, version}: DecisionContext,
  {provider}: DecisionInputs,
  warnings: string[],
): Promise<FlagAnswers> {
  if (provider === null || projects.length === 0) return NO_FLAGS;
  const questions = projects.map((project) => ({project, report, from, to, version}));
  const asked = await askProvider(provider, questions);
  const faults = new Set(asked.answers.flatMap((answer) => ('fault' in answer ? [answer.fault] : [])));
  for (const fault of faults) {
    warnings.push(`The provider ${provider.module} gave no flag (${fault}); the rollout file decides.`);
  }
  return asked;
}

async function knownHolds({holds}: DecisionInputs, warnings: string[]): Promise<readonly Hold[] | null> {
  try {
    return await holds();
  } catch (error) {
    warnings.push(
      `The ledger does not say what is held (${reasonOf(error)}); until it does no project is above ${UNKNOWN_HOLDS}.`,
    );
    return null;
  }
}

async function flagged(
  byFile: ProjectDecision,
  answer: FlagAnswer | undefined,
  {intent, inputs, warnings}: {intent: Intent; inputs: DecisionInputs; warnings: string[]},
): Promise<ProjectDecision> {
  if (answer === undefined || 'fault' in answer) return byFile;
  const {stage, reason, warning} = await followFlag({
    project: byFile.project,
    value: answer.value,
    byFile: byFile.stage,
    isAdvisory: intent.requirements.gate === 'advisory',
    ceiling: () => inputs.ceiling(byFile.project),
  });
  if (warning !== null) warnings.push(warning);
  if (reason === null) return byFile;
  return {project: byFile.project, stage, source: 'flag', reason};
}

function lowered(decision: ProjectDecision, holds: readonly Hold[] | null, context: DecisionContext): ProjectDecision {
  const {project, stage} = decision;
  if (holds === null) {
    if (stage === 'complete' || compareStages(stage, UNKNOWN_HOLDS) <= 0) return decision;
    return {project, stage: UNKNOWN_HOLDS, source: 'hold', reason: 'what is held is not known'};
  }
  const held = heldBack(stage, holds, project, context);
  if (held.hold === null) return decision;
  const {reason, since} = held.hold;
  return {project, stage: held.stage, source: 'hold', reason: `held since ${since.slice(0, 10)}: ${reason}`};
}

function fileDecision({stage, entry, isInShare}: IntendedStage): Omit<ProjectDecision, 'project'> {
  if (entry === null) return {stage, source: 'file', reason: 'the default of the rollout file'};
  const share = entry.share < WHOLE ? `, ${isInShare ? 'within' : 'outside of'} its ${formatShare(entry.share)}` : '';
  return {stage, source: 'file', reason: `the entry '${entry.project}' of the rollout file${share}`};
}

function together(
  projects: readonly ProjectDecision[],
  intent: Intent,
): Pick<Decision, 'stage' | 'source' | 'why' | 'heldBackBy'> {
  const least = strictest(projects);
  if (least === null) {
    const why = `There is no project, so ${intent.default} is the default of the rollout file.`;
    return {stage: intent.default, source: 'file', why, heldBackBy: null};
  }
  const {project, stage, source, reason} = least;
  const others = projects.filter((each) => each.stage !== stage).length;
  const heldBackBy = others > 0 ? project : null;
  const why =
    heldBackBy === null && projects.length > 1
      ? `All ${projects.length} projects are at ${stage}; ${project} is (${reason}).`
      : `${project} is at ${stage} (${reason})${others > 0 ? `, and holds back ${others} of ${projects.length} projects` : ''}.`;
  return {stage, source, why, heldBackBy};
}

function overdueOf(project: string, intended: IntendedStage, today: CalendarDate): Overdue[] {
  const until = intended.entry?.until ?? null;
  return until !== null && isOverdue(intended, today) ? [{project, stage: intended.stage, until}] : [];
}

function overdueText({project, stage, until}: Overdue): string {
  return `The project '${project}' was to be at ${stage} until ${until}, which has passed.`;
}

/** The same for many projects is said for the first of them. */
function summed(warnings: readonly string[]): string[] {
  const most = 5;
  if (warnings.length <= most) return [...warnings];
  return [...warnings.slice(0, most), `There are ${warnings.length - most} more warnings.`];
}

function reasonOf(error: unknown): string {
  const {code, message} = error as {readonly code?: unknown; readonly message?: unknown};
  return typeof code === 'string' ? code : (String(message).split('\n', 1)[0] ?? '');
}
