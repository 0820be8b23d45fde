import type {CalendarDate} from '../../core/calendar-date.ts';
import type {DocumentContent, KnownContents} from '../../core/document-content.ts';
import type {Instant} from '../../core/instant.ts';
import {detachedText} from '../../core/json/detached.ts';
import type {RecordFacts} from '../../core/record-facts.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {compareSnapshots} from '../../core/snapshot.ts';
import type {DigestedSnapshot} from '../../core/source-snapshot.ts';
import {type ColumnFault, columnFaults} from './column-fault.ts';
import type {KeptTexts} from './kept-texts.ts';

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
  readonly extractedAt: Instant | null;
  readonly digest: string;
  /** The ids that the document gives itself. */
  readonly ids: DocumentContent['ids'];
  /** Read from the document by the rules of `core`, whatever the side itself answers. */
  readonly facts: RecordFacts;
  readonly briefDigest: string;
  /** Where a database's columns and its document disagree; always empty for a file. */
  readonly faults: readonly ColumnFault[];
}

/**
 * Reads every document of a project and date once. `other` is what the other side holds, where that was read before, and `texts` is
 * for the documents that it holds otherwise. `onSnapshot` is told of each, for a progress bar.
 */
export async function readSideDay(
  source: ReportSource,
  project: string,
  date: CalendarDate,
  {other, texts, onSnapshot = () => {}}: {other?: SideDay; texts?: KeptTexts; onSnapshot?: () => void} = {},
): Promise<SideDay> {
  const known = other === undefined ? NOTHING : contentsOf(other);
  const records = new Map<string, SideRecord>();
  const superseded = new Map<string, SideRecord[]>();
  const unreadable: {fileName: string; reason: string}[] = [];
  for await (const snapshot of source.snapshots(project, date)) {
    onSnapshot();
    if (snapshot.outcome === 'unreadable') {
      unreadable.push({fileName: snapshot.fileName, reason: snapshot.reason});
      continue;
    }
    const entry = entryOf(snapshot, known);
    const opposite = other?.records.get(entry.runId);
    if (opposite !== undefined && opposite.digest !== entry.digest) texts?.keep(entry.digest, snapshot);
    const rival = records.get(entry.runId);
    const wins = rival === undefined || compareSnapshots(entry, rival) > 0;
    if (wins) records.set(entry.runId, entry);
    const loser = wins ? rival : entry;
    if (loser !== undefined) superseded.set(entry.runId, [...(superseded.get(entry.runId) ?? []), loser]);
  }
  return {records, superseded, unreadable};
}

/** All contents of a day, also of the snapshots that lost. */
function contentsOf({records, superseded}: SideDay): KnownContents {
  const all = [...records.values(), ...[...superseded.values()].flat()];
  return new Map(all.map(({digest, ids, facts, briefDigest}) => [digest, {digest, ids, facts, briefDigest}]));
}

const NOTHING: KnownContents = new Map();

/** What there is to know of one snapshot. */
export function sideRecordOf(snapshot: DigestedSnapshot): SideRecord {
  return entryOf(snapshot, NOTHING);
}

function entryOf(snapshot: DigestedSnapshot, known: KnownContents): SideRecord {
  const content = snapshot.content(known);
  const {digest, ids, facts, briefDigest} = content;
  const runId = detachedText(snapshot.runId);
  return {
    runId,
    traceId: detachedText(snapshot.traceId),
    fileName: snapshot.fileName,
    extractedAt: snapshot.extractedAt,
    digest,
    ids,
    briefDigest,
    facts: {runId, symbol: facts.symbol, failingRuns: facts.failingRuns},
    faults: columnFaults(snapshot, content),
  };
}
