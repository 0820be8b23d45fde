import type {CalendarDate} from '../../core/calendar-date.ts';
import {type StageName, stageNames} from '../stage.ts';
import type {Intent, ProjectIntent} from './intent.ts';
import {fits} from './project-pattern.ts';
import {isInShare} from './share.ts';

/** The stage of one project by the file alone. */
export interface IntendedStage {
  readonly stage: StageName;
  /** The entry that decides; null if none fits, and the default holds. */
  readonly entry: ProjectIntent | null;
  /** False if the entry's share leaves the project one stage below. */
  readonly isInShare: boolean;
}

export function intendedStage(intent: Intent, project: string): IntendedStage {
  const entry = entryOf(intent, project);
  if (entry === null) return {stage: intent.default, entry, isInShare: true};
  const isIn = isInShare(entry.share, intent.salt, project);
  return {stage: isIn ? entry.stage : stageBelow(entry.stage), entry, isInShare: isIn};
}

/** The first that fits; null if none does. */
export function entryOf(intent: Intent, project: string): ProjectIntent | null {
  return intent.projects.find((entry) => fits(entry.project, project)) ?? null;
}

/** The one before; that of the first is the first. */
export function stageBelow(stage: StageName): StageName {
  return stageNames[Math.max(0, stageNames.indexOf(stage) - 1)] ?? 'file';
}

/** The one after; null after the last. */
export function stageAbove(stage: StageName): StageName | null {
  return stageNames[stageNames.indexOf(stage) + 1] ?? null;
}

/** Whether the last day on which the project may be at its stage lies behind. */
export function isOverdue({entry, isInShare: isIn}: IntendedStage, today: CalendarDate): boolean {
  return isIn && entry !== null && entry.until !== null && today > entry.until;
}
