import type {ReportSource} from '../../core/report-source.ts';
import type {RecordKey, SnapshotReference, SourceSnapshot} from '../../core/source-snapshot.ts';
import {isSame} from './record-difference.ts';
import {sideRecordOf} from './side-day.ts';

/** A record to be looked at again; `fileName` is that of control's winning snapshot, null where control has none. */
export type Recheck = SnapshotReference;

/** Of single records those that the sides still do not hold alike, read anew on both. */
export async function recheck(
  control: ReportSource,
  candidate: ReportSource,
  records: readonly Recheck[],
  onRecord: () => void = () => {},
): Promise<RecordKey[]> {
  const differing: RecordKey[] = [];
  for (const {project, date, runId, fileName} of records) {
    const key = {project, date, runId};
    const left = fileName === null ? null : await control.snapshot({...key, fileName});
    const right = await candidate.snapshot({...key, fileName});
    if (!isAlike(left, right)) differing.push(key);
    onRecord();
  }
  return differing;
}

function isAlike(left: SourceSnapshot | null, right: SourceSnapshot | null): boolean {
  if (left === null || right === null) return left === right;
  return isSame(sideRecordOf(left), sideRecordOf(right));
}
