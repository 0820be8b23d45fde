import {compareStages, type StageName, stageNames} from '../stage.ts';

/** A flag's value for one project, and what it may not go beyond. */
export interface FlagValue {
  readonly project: string;
  readonly value: string;
  /** What the file says. */
  readonly byFile: StageName;
  /** Whether the gate has no say. */
  readonly isAdvisory: boolean;
  /** The highest stage that the gate would let the project have. */
  readonly ceiling: () => Promise<StageName>;
}

export interface FollowedFlag {
  readonly stage: StageName;
  /** How the flag decided; null if the file does. */
  readonly reason: string | null;
  readonly warning: string | null;
}

/** Says that the file decides, as no flag at all would. */
const NO_OPINION = 'auto';

/**
 * What a flag's value gives. It may lower what the file says, and raise it as far as the gate allows; what it says beyond that, and what is
 * no stage, is not followed. What the file itself says stays allowed: a person moved the project there.
 */
export async function followFlag(flag: FlagValue): Promise<FollowedFlag> {
  const {project, value, byFile, isAdvisory} = flag;
  const file = (warning: string | null): FollowedFlag => ({stage: byFile, reason: null, warning});
  if (value === NO_OPINION) return file(null);
  const wanted = stageNames.find((name) => name === value);
  if (wanted === undefined) {
    return file(`The flag of '${project}' is '${value}', which is no stage; the rollout file decides.`);
  }
  // There is no tree any more that could answer, so nothing goes below, and only a person goes there.
  if (byFile === 'complete' || wanted === 'complete') {
    if (wanted === byFile) return file(null);
    return file(`The flag of '${project}' is ${wanted}; no flag moves a project to complete or from there.`);
  }
  if (isAdvisory || compareStages(wanted, byFile) <= 0)
    return {stage: wanted, reason: `the flag says so`, warning: null};
  const ceiling = await known(flag.ceiling);
  if (ceiling === null) {
    return file(
      `The flag of '${project}' is ${wanted}; whether the gate allows that is not known, so the rollout file decides.`,
    );
  }
  if (compareStages(wanted, ceiling) <= 0) return {stage: wanted, reason: `the flag says so`, warning: null};
  const warning = `The flag of '${project}' is ${wanted}, above ${ceiling}, which is as far as the gate goes.`;
  if (compareStages(ceiling, byFile) <= 0) return file(warning);
  return {stage: ceiling, reason: `the flag says ${wanted}, the gate no more than this`, warning};
}

async function known(ceiling: () => Promise<StageName>): Promise<StageName | null> {
  try {
    const stage = await ceiling();
    return stageNames.includes(stage) ? stage : null;
  } catch {
    return null;
  }
}
