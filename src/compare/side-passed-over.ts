import type {Question} from '../asking/question.ts';
import {hidesRecords, type PassedOver} from '../core/passed-over.ts';
import type {ReportSource} from '../core/report-source.ts';
import type {SideName} from './records/record-difference.ts';

/** What one side did not look at. */
export interface SidePassedOver extends PassedOver {
  readonly side: SideName;
}

export function sidesPassedOver(control: ReportSource, candidate: ReportSource): SidePassedOver[] {
  return [
    ...control.passedOver().map((each) => ({...each, side: 'control' as const})),
    ...candidate.passedOver().map((each) => ({...each, side: 'candidate' as const})),
  ];
}

/** Whether what was passed over may hold records that a question is about. Something that may itself be a project belongs to no project with a name. */
export function mayHide(found: PassedOver, {project}: Question): boolean {
  return hidesRecords(found) && (project === null || found.project === project);
}
