/**
 * How far a project has moved. Stages are data: one function serves them all, and what it does follows from these rows alone.
 *
 * - `file`: control alone answers.
 * - `shadow`: control is printed. Candidate answers too, afterwards, and both are compared; nobody waits for it for long.
 * - `live`: both answer. Candidate is printed if both agree, control if they differ, or if candidate fails or is late.
 * - `db`: candidate alone answers. Control answers if it cannot and the settings allow it.
 * - `complete`: candidate alone answers, and the tree is no longer needed: nothing answers instead.
 */
export const stageNames = ['file', 'shadow', 'live', 'db', 'complete'] as const;

export type StageName = (typeof stageNames)[number];

export interface Stage {
  /** Whose answer is printed; `agreed` is candidate's if both agree, else control's. */
  readonly prints: 'control' | 'candidate' | 'agreed';
  /** When the two are compared: before the report is printed, or after. Null: one side alone is asked. */
  readonly compares: 'before' | 'after' | null;
  /** Whether control may answer in place of candidate. */
  readonly mayFallBack: boolean;
}

export const stages: Readonly<Record<StageName, Stage>> = {
  file: {prints: 'control', compares: null, mayFallBack: false},
  shadow: {prints: 'control', compares: 'after', mayFallBack: false},
  live: {prints: 'agreed', compares: 'before', mayFallBack: true},
  db: {prints: 'candidate', compares: null, mayFallBack: true},
  complete: {prints: 'candidate', compares: null, mayFallBack: false},
};

/** Negative if the first has moved less far. */
export function compareStages(left: StageName, right: StageName): number {
  return stageNames.indexOf(left) - stageNames.indexOf(right);
}
