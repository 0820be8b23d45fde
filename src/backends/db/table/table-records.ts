import type {CalendarDate} from '../../../core/calendar-date.ts';
import {quickCanonical} from '../../../core/document-content.ts';
import {parseInstant} from '../../../core/instant.ts';
import {detached} from '../../../core/json/detached.ts';
import {canonicalJson} from '../../../core/json/print.ts';
import {member} from '../../../core/json/value.ts';
import {compareSnapshots, type Snapshot} from '../../../core/snapshot.ts';
import {quickDocument} from '../../../core/stripped-document.ts';
import {parseStored} from '../stored-run.ts';
import {rowDocument} from './row-document.ts';
import {dateFault, idsFault, projectFault} from './row-key.ts';
import type {TableRow} from './table-row.ts';

/** What a row of another program's table becomes. */
export type FoundRow = TableRecord | OlderRow | UnusableRow;

/** The row that counts for its key. */
export interface TableRecord {
  readonly outcome: 'record';
  readonly project: string;
  readonly date: CalendarDate;
  readonly runId: string;
  readonly traceId: string;
  /** The document as JSON text, or its UTF-8. */
  readonly text: string | Uint8Array;
  /** Whether the row holds a run without a document around it. */
  readonly isBare: boolean;
}

/** A row for whose key there is a newer one. */
export interface OlderRow extends Omit<TableRecord, 'outcome'> {
  readonly outcome: 'older';
}

/** A row that cannot become a record. */
export interface UnusableRow {
  readonly outcome: 'unusable';
  readonly project: string | null;
  readonly date: string | null;
  readonly runId: string | null;
  /** One line, which begins with the name of a column. */
  readonly reason: string;
}

/**
 * What each row becomes. Rows of one key follow each other, and two of them are in memory at a time.
 */
export async function* tableRecords(rows: AsyncIterable<TableRow>): AsyncGenerator<FoundRow> {
  let best: TableRecord | null = null;
  for await (const row of rows) {
    const found = recordOf(row);
    if (found.outcome === 'unusable') {
      yield found;
      continue;
    }
    if (best !== null && isSameKey(best, found)) {
      const wins = isNewer(found, best);
      yield {...(wins ? best : found), outcome: 'older'};
      if (wins) best = found;
      continue;
    }
    if (best !== null) yield best;
    best = found;
  }
  if (best !== null) yield best;
}

function recordOf({project, date, runId, traceId, data}: TableRow): TableRecord | UnusableRow {
  const fault = projectFault(project) ?? dateFault(date) ?? idsFault(runId, traceId);
  if (fault !== null) return {outcome: 'unusable', project, date, runId, reason: fault};
  const document = rowDocument(data);
  if (document.text === null) return {outcome: 'unusable', project, date, runId, reason: document.reason};
  return {
    outcome: 'record',
    project: project as string,
    date: date as CalendarDate,
    runId: runId as string,
    traceId: traceId as string,
    text: document.text,
    isBare: document.isBare,
  };
}

function isSameKey(left: TableRecord, right: TableRecord): boolean {
  return left.runId === right.runId && left.date === right.date && left.project === right.project;
}

/**
 * By the contract's rule for snapshots. Rows have no file names: if two are equally new, the one with the greater canonical text counts. So
 * the database's own order plays no part.
 */
function isNewer(left: TableRecord, right: TableRecord): boolean {
  const order = compareSnapshots(snapshotOf(left), snapshotOf(right));
  // The order of UTF-8 is that of code points.
  return (order || Buffer.compare(canonicalOf(left), canonicalOf(right))) > 0;
}

function snapshotOf({text}: TableRecord): Snapshot {
  const document = quickDocument(text)?.document ?? parseStored(text.toString());
  return {extractedAt: parseInstant(detached(member(document, 'metadata', 'extracted_at'))), fileName: null};
}

function canonicalOf({text}: TableRecord): Buffer {
  const quick = quickCanonical(
    () => text,
    () => {},
  );
  return quick ?? Buffer.from(canonicalJson(parseStored(text.toString())));
}
