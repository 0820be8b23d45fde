import type {CalendarDate} from '../../core/calendar-date.ts';
import {detachedText} from '../../core/json/detached.ts';
import {isObject} from '../../core/json/value.ts';
import type {RecordFacts} from '../../core/record-facts.ts';
import {recordFacts} from '../../core/record-facts.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {compareSnapshots, type Snapshot} from '../../core/snapshot.ts';
import type {SourceSnapshot} from '../../core/source-snapshot.ts';
import {type ColumnFault, columnFaults} from './column-fault.ts';
import {digestOf} from './digest.ts';

/** What one side holds of one project and date, without the documents themselves. */
export interface SideDay {
  /** The winning snapshots, by run id. */
  readonly records: ReadonlyMap<string, SideRecord>;
  /** The snapshots that lost, by run id. */
  readonly superseded: ReadonlyMap<string, readonly SideRecord[]>;
  readonly unreadable: readonly {readonly fileName: string; readonly reason: string}[];
}

/** One snapshot, as far as it has to be known to be compared. */
export interface SideRecord {
  readonly runId: string;
  readonly traceId: string;
  readonly fileName: string | null;
  readonly digest: string;
  /** Read from the document by the rules of `core`, whatever the side itself answers. */
  readonly facts: RecordFacts;
  /** Where a database's columns and its document disagree; always empty for a file. */
  readonly faults: readonly ColumnFault[];
}

interface Entry extends SideRecord {
  readonly snapshot: Snapshot;
}

/** Reads every document of a project and date once. `onSnapshot` is told of each, for a progress bar. */
export async function readSideDay(
  source: ReportSource,
  project: string,
  date: CalendarDate,
  onSnapshot: () => void = () => {},
): Promise<SideDay> {
  const records = new Map<string, Entry>();
  const superseded = new Map<string, SideRecord[]>();
  const unreadable: {fileName: string; reason: string}[] = [];
  for await (const snapshot of source.snapshots(project, date)) {
    onSnapshot();
    if (snapshot.outcome === 'unreadable') {
      unreadable.push({fileName: snapshot.fileName, reason: snapshot.reason});
      continue;
    }
    const entry = entryOf(snapshot);
    const rival = records.get(entry.runId);
    const wins = rival === undefined || compareSnapshots(entry.snapshot, rival.snapshot) > 0;
    if (wins) records.set(entry.runId, entry);
    const loser = wins ? rival : entry;
    if (loser !== undefined) superseded.set(entry.runId, [...(superseded.get(entry.runId) ?? []), loser]);
  }
  return {records, superseded, unreadable};
}

/** What there is to know of one snapshot. */
export function sideRecordOf(snapshot: SourceSnapshot): SideRecord {
  return entryOf(snapshot);
}

function entryOf(snapshot: SourceSnapshot): Entry {
  const value = snapshot.value();
  const runId = detachedText(snapshot.runId);
  const facts = isObject(value) ? recordFacts(runId, value) : {runId, symbol: null, failingRuns: []};
  return {
    runId,
    traceId: detachedText(snapshot.traceId),
    fileName: snapshot.fileName,
    digest: digestOf(value),
    facts,
    faults: columnFaults(snapshot, value),
    snapshot: {extractedAt: snapshot.extractedAt, fileName: snapshot.fileName},
  };
}
