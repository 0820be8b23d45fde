import type {ReportSource} from '../core/report-source.ts';
import type {DayKey} from '../core/scope.ts';
import type {FileChange} from '../core/source-snapshot.ts';
import type {SideName} from './records/record-difference.ts';

/** A file that changed while it was being compared. */
export interface SideChange extends FileChange {
  readonly side: SideName;
}

/** What changed on either side since its listing, for all days or for some. */
export async function sideChanges(
  control: ReportSource,
  candidate: ReportSource,
  days?: readonly DayKey[],
): Promise<SideChange[]> {
  const [left, right] = [await control.changes(days), await candidate.changes(days)];
  return [
    ...left.map((change) => ({...change, side: 'control' as const})),
    ...right.map((change) => ({...change, side: 'candidate' as const})),
  ];
}
