import {giveBack} from '../../core/large-memory.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {RecordKey, SnapshotReference} from '../../core/source-snapshot.ts';
import {isSame} from './record-difference.ts';
import {type SideRecord, sideRecordOf} from './side-day.ts';

/** A record to look at again; `fileName` is that of control's winning snapshot, null if control has none. */
export type Recheck = SnapshotReference;

/** Those of single records that the sides still do not hold alike, read again on both. */
export async function recheck(
  control: ReportSource,
  candidate: ReportSource,
  records: readonly Recheck[],
  onRecord: () => void = () => {},
): Promise<RecordKey[]> {
  const differing: RecordKey[] = [];
  for (const {project, date, runId, fileName} of records) {
    const key = {project, date, runId};
    // One document after the other: each may be large.
    const left = fileName === null ? null : await recordOf(control, {...key, fileName});
    const right = await recordOf(candidate, {...key, fileName});
    const isAlike = left === null || right === null ? left === right : isSame(left, right);
    if (!isAlike) differing.push(key);
    onRecord();
  }
  return differing;
}

async function recordOf(source: ReportSource, reference: SnapshotReference): Promise<SideRecord | null> {
  const snapshot = await source.snapshot(reference);
  const record = snapshot === null ? null : sideRecordOf(snapshot);
  giveBack();
  return record;
}
