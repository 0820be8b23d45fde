import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {RecordValues, RunPath, TraceValues} from '../../../core/fields/run-values.ts';
import {gatherTraces} from '../../../core/fields/trace-values.ts';
import {ValuesReader} from '../../../core/fields/values-reader.ts';
import {detachedText} from '../../../core/json/detached.ts';
import {dropped} from '../../../core/large-memory.ts';
import type {PassedOver} from '../../../core/passed-over.ts';
import {type DayFacts, dayFacts, type RecordFacts, type TraceFacts} from '../../../core/record-facts.ts';
import type {ReportSource, UnreadableFile} from '../../../core/report-source.ts';
import type {CompiledReport} from '../../../core/reports/compiled-report.ts';
import type {CountedParts} from '../../../core/reports/counted-parts.ts';
import {type DailyCount, partsOfDays} from '../../../core/reports/zenrows-errors.ts';
import type {Scope} from '../../../core/scope.ts';
import type {
  FileChange,
  SnapshotReference,
  SourceDay,
  SourceSnapshot,
  UnreadableSnapshot,
} from '../../../core/source-snapshot.ts';
import type {StoredDay} from '../../../core/stored-day.ts';
import {storedDaysOf} from '../stored-days.ts';
import {factsOf} from '../stored-run.ts';
import {type SnapshotRow, snapshotOf} from '../stored-snapshot.ts';
import {valuesOf} from '../stored-values.ts';
import {dateFault, projectFault} from './row-key.ts';
import type {TableReader} from './table-reader.ts';
import {type TableRecord, tableRecords, type UnusableRow} from './table-records.ts';
import type {UnreachableRows} from './table-row.ts';
import {UncountedRows} from './uncounted-rows.ts';

/**
 * Answers from a table or view of another program. It reads each document of every requested date: nothing is stored beside the documents.
 * The readers of files and the columns decide what counts.
 */
export class TableSource implements ReportSource {
  readonly kind: string;
  readonly location: string;
  readonly #table: TableReader;
  readonly #uncounted = new UncountedRows();
  /** The last requested days and their scope: days of a narrower scope are among them. */
  #listed: {readonly scope: Scope | null; readonly days: readonly SourceDay[]} | null = null;
  /** Undefined until it is needed. */
  #unreachable: readonly UnreachableRows[] | undefined;
  /** What was read for the last requested date, by project: two reports on one date read its rows once. */
  readonly #facts = new Map<string, Promise<DayFacts>>();
  #factsDate: CalendarDate | null = null;

  constructor(table: TableReader) {
    this.kind = table.kind;
    this.location = table.location;
    this.#table = table;
  }

  async projects(): Promise<string[]> {
    return [...new Set((await this.days(null)).map(({project}) => project))];
  }

  async counted(report: CompiledReport, scope: Scope): Promise<CountedParts | null> {
    const parts = partsOfDays(report);
    if (parts === null) return null;
    const counts: DailyCount[] = [];
    for (const day of await this.days(scope)) {
      const {records, traces, failingTraces} = await this.#factsOf(day);
      counts.push({date: day.date, records, traces, failingTraces: failingTraces.length});
    }
    return parts(counts);
  }

  async *failingTraces(project: string | null, date: CalendarDate): AsyncGenerator<TraceFacts> {
    for (const day of await this.days({project, from: date, to: date})) yield* (await this.#factsOf(day)).failingTraces;
  }

  async *traces(scope: Scope, paths: readonly RunPath[]): AsyncGenerator<TraceValues> {
    const reader = new ValuesReader(paths);
    for (const day of await this.days(scope)) {
      const records: {traceId: string; values: RecordValues}[] = [];
      for await (const found of this.#rowsOf(day)) {
        if (found.outcome !== 'record') continue;
        const {traceId, text} = found;
        records.push({traceId: detachedText(traceId), values: valuesOf(rowOf(found), reader)});
        dropped(text.length);
      }
      yield* gatherTraces(day.project, day.date, records);
    }
  }

  unreadableFiles(): readonly UnreadableFile[] {
    return this.#uncounted.unreadable;
  }

  passedOver(): readonly PassedOver[] {
    return this.#uncounted.passedOver;
  }

  identity(): Promise<string | null> {
    return this.#table.identity();
  }

  async days(scope: Scope | null): Promise<SourceDay[]> {
    await this.#meetUnreachable(scope?.project ?? null);
    if (this.#listed === null || !covers(this.#listed.scope, scope)) {
      this.#listed = {scope, days: await this.#usableDays(scope)};
    }
    return this.#listed.days.filter((day) => isIn(day, scope));
  }

  async *snapshots(project: string, date: CalendarDate): AsyncGenerator<SourceSnapshot | UnreadableSnapshot> {
    for await (const found of this.#rowsOf({project, date})) {
      if (found.outcome === 'record') yield snapshotOfRecord(found);
      else yield {outcome: 'unreadable', fileName: found.runId ?? '', reason: found.reason};
    }
  }

  async snapshot(reference: SnapshotReference): Promise<SourceSnapshot | null> {
    const rows = await this.#table.rowsOfKey(reference);
    for await (const found of tableRecords(each(rows))) if (found.outcome === 'record') return snapshotOfRecord(found);
    return null;
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }

  /** Nothing shows whether somebody touched a row of the table since. */
  async storedDays(scope: Scope): Promise<StoredDay[]> {
    const days = await this.days(scope);
    const rows = days.map(({project, date, size}) => ({project, date, rows: size, state: null}));
    return storedDaysOf(rows, []);
  }

  /** For the requested project, or for all: an answer says what it leaves out. */
  async #meetUnreachable(project: string | null): Promise<void> {
    this.#unreachable ??= await this.#table.unreachable();
    for (const found of this.#unreachable) {
      if (project === null || project === found.project) this.#uncounted.meetDay(found);
    }
  }

  async #usableDays(scope: Scope | null): Promise<SourceDay[]> {
    const days: SourceDay[] = [];
    for (const {project, date, rows} of await this.#table.days(scope)) {
      const fault = projectFault(project) ?? dateFault(date);
      if (fault !== null) this.#uncounted.meetDay({project, date, rows});
      else days.push({project: project as string, date: date as CalendarDate, size: rows});
    }
    return days;
  }

  #factsOf(day: SourceDay): Promise<DayFacts> {
    if (this.#factsDate !== day.date) {
      this.#facts.clear();
      this.#factsDate = day.date;
    }
    const known = this.#facts.get(day.project) ?? this.#readFacts(day);
    this.#facts.set(day.project, known);
    return known;
  }

  async #readFacts(day: SourceDay): Promise<DayFacts> {
    const records: {traceId: string; facts: RecordFacts}[] = [];
    for await (const found of this.#rowsOf(day)) {
      if (found.outcome !== 'record') continue;
      const facts = factsOf({...found, symbol: null, failingRuns: null, raw: null, data: found.text});
      records.push({traceId: detachedText(found.traceId), facts: {...facts, runId: detachedText(found.runId)}});
      dropped(found.text.length);
    }
    return dayFacts(day.project, records);
  }

  /** The records of a day and the rows without a record; older rows of a key are counted, and not returned. */
  async *#rowsOf({project, date}: Pick<SourceDay, 'project' | 'date'>): AsyncGenerator<TableRecord | UnusableRow> {
    const met = this.#uncounted.begin(project, date);
    for await (const found of tableRecords(this.#table.rowsOfDay(project, date))) {
      if (found.outcome === 'older') met.meetOlder(found);
      else {
        if (found.outcome === 'unusable') met.meetUnusable(found);
        yield found;
      }
    }
  }
}

function rowOf({project, date, runId, traceId, text}: TableRecord): SnapshotRow {
  const data = typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const nothingBeside = {fileName: null, raw: null, isFailing: false, brief: null, symbol: null};
  return {project, date, runId, traceId, data, ...nothingBeside};
}

function snapshotOfRecord(record: TableRecord): SourceSnapshot {
  return {...snapshotOf(rowOf(record), 'written'), stored: null, isRow: true};
}

/** Whether the days of one scope are all among those of another. */
function covers(outer: Scope | null, inner: Scope | null): boolean {
  if (outer === null) return true;
  if (inner === null) return false;
  const isInRange = outer.from <= inner.from && inner.to <= outer.to;
  return isInRange && (outer.project === null || outer.project === inner.project);
}

function isIn({project, date}: SourceDay, scope: Scope | null): boolean {
  if (scope === null) return true;
  return scope.from <= date && date <= scope.to && (scope.project === null || scope.project === project);
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
