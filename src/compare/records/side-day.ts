import type {CalendarDate} from '../../core/calendar-date.ts';
import type {DigestForm, DocumentContent, KnownContents} from '../../core/document-content.ts';
import type {Instant} from '../../core/instant.ts';
import {detachedText} from '../../core/json/detached.ts';
import {giveBack} from '../../core/large-memory.ts';
import type {RecordFacts} from '../../core/record-facts.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {DayKey} from '../../core/scope.ts';
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

/** The facts of one snapshot that a comparison needs. */
export interface SideRecord {
  readonly runId: string;
  readonly traceId: string;
  readonly fileName: string | null;
  readonly extractedAt: Instant | null;
  readonly digest: string;
  readonly form: DigestForm;
  /** The ids that the document gives itself. */
  readonly ids: DocumentContent['ids'];
  /** Read from the document by the rules of `core`, whatever the side itself answers. */
  readonly facts: RecordFacts;
  readonly briefDigest: string;
  /** The disagreements between a database's columns and its document; always empty for a file. */
  readonly faults: readonly ColumnFault[];
}

export interface SideDayOptions {
  /** What the other side holds, if that was read before. */
  readonly other?: SideDay | undefined;
  /** Keeps the documents that the other side holds differently. */
  readonly texts?: KeptTexts | undefined;
  /** Also reads what the source could tell to be the same. */
  readonly deep?: boolean | undefined;
  /** The form of digest by which the other side can tell documents, if it is read later. */
  readonly form?: DigestForm | undefined;
  /** Called with each snapshot, for a progress bar. */
  readonly onSnapshot?: (() => void) | undefined;
}

/** Reads every document of a project and date once, except those that the source knows to be the other side's. */
export async function readSideDay(
  source: ReportSource,
  project: string,
  date: CalendarDate,
  {other, texts, deep = false, form, onSnapshot = () => {}}: SideDayOptions = {},
): Promise<SideDay> {
  const known = other === undefined ? NOTHING : contentsOf(other, 'canonical');
  const {digestForm} = source;
  const told = deep || other === undefined || digestForm === undefined ? undefined : contentsOf(other, digestForm);
  const records = new Map<string, SideRecord>();
  const superseded = new Map<string, SideRecord[]>();
  const unreadable: {fileName: string; reason: string}[] = [];
  for await (const snapshot of source.snapshots(project, date, {form, known: told})) {
    onSnapshot();
    if (snapshot.outcome === 'unreadable') {
      unreadable.push({fileName: snapshot.fileName, reason: snapshot.reason});
      continue;
    }
    const entry = entryOf(snapshot, known);
    const opposite = texts === undefined ? undefined : other?.records.get(entry.runId);
    if (opposite !== undefined && opposite.digest !== entry.digest) texts?.keep(entry.digest, snapshot);
    const rival = records.get(entry.runId);
    const wins = rival === undefined || compareSnapshots(entry, rival) > 0;
    if (wins) records.set(entry.runId, entry);
    const loser = wins ? rival : entry;
    if (loser !== undefined) superseded.set(entry.runId, [...(superseded.get(entry.runId) ?? []), loser]);
  }
  return {records, superseded, unreadable};
}

/**
 * The same day with other digests of these records, and of the snapshots that lost against them: digests of the canonical texts, which tell
 * for any two documents whether they are the same. Their files are read again.
 */
export async function withCanonicalDigests(
  source: ReportSource,
  {project, date}: DayKey,
  day: SideDay,
  runIds: readonly string[],
): Promise<SideDay> {
  const canonical = async <R extends SideRecord>(record: R): Promise<R> => {
    if (record.form === 'canonical') return record;
    const {runId, fileName} = record;
    const snapshot = await source.snapshot({project, date, runId, fileName});
    const read = snapshot === null ? null : sideRecordOf(snapshot);
    giveBack();
    return read === null ? record : {...record, digest: read.digest, form: read.form};
  };
  const [records, superseded] = [new Map(day.records), new Map(day.superseded)];
  for (const runId of runIds) {
    const record = records.get(runId);
    if (record !== undefined) records.set(runId, await canonical(record));
    const losers: SideRecord[] = [];
    for (const loser of superseded.get(runId) ?? []) losers.push(await canonical(loser));
    if (losers.length > 0) superseded.set(runId, losers);
  }
  return {...day, records, superseded};
}

/** All contents of a day, also of the snapshots that lost, by their digests in a form. */
function contentsOf({records, superseded}: SideDay, form: DigestForm): KnownContents {
  const contents = new Map<string, DocumentContent>();
  for (const record of records.values()) if (record.form === form) contents.set(record.digest, record);
  for (const losers of superseded.values()) {
    for (const record of losers) if (record.form === form) contents.set(record.digest, record);
  }
  return contents;
}

const NOTHING: KnownContents = new Map();

/** The facts of one snapshot. */
export function sideRecordOf(snapshot: DigestedSnapshot): SideRecord {
  return entryOf(snapshot, NOTHING);
}

function entryOf(snapshot: DigestedSnapshot, known: KnownContents): SideRecord {
  const content = snapshot.content(known);
  const {digest, form, ids, facts, briefDigest} = content;
  const runId = keptText(snapshot.runId, ids.runId);
  return {
    runId,
    traceId: keptText(snapshot.traceId, ids.traceId),
    fileName: snapshot.fileName,
    extractedAt: snapshot.extractedAt,
    digest,
    form,
    ids,
    briefDigest,
    facts: {runId, symbol: facts.symbol, failingRuns: facts.failingRuns},
    faults: columnFaults(snapshot, content),
  };
}

/** A text that shares none with a document: the one that a content has already, if they are equal. */
function keptText(text: string, known: string | null): string {
  return text === known ? known : detachedText(text);
}
