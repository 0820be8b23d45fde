import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {BriefReader, readJsonText} from '../../core/fields/brief.ts';
import type {RecordValues, RunPath, TraceValues} from '../../core/fields/run-values.ts';
import {ValuesReader} from '../../core/fields/values-reader.ts';
import type {RecordKey} from '../../core/source-snapshot.ts';
import type {SnapshotRow} from './stored-snapshot.ts';
import {valuesOf} from './stored-values.ts';

/**
 * A trace as both databases gather it. Form feeds separate its `records`: the run id as a JSON text, then, if the brief counts, a tab and
 * the brief. No JSON text holds a form feed or a tab.
 */
export interface BriefTraceRow {
  readonly date: string;
  readonly project: string;
  readonly trace_id: string;
  readonly records: string;
}

/** The brief of each record of a trace may be 32 KB long; mostly it has 300 bytes. */
export const TRACES_A_PAGE = 100;

const RECORD_END = '\f';
const BRIEF_START = '\t';

/** Traces, read from the briefs beside their documents, or from a document if it has no brief. */
export class StoredBriefs {
  readonly #paths: readonly RunPath[];
  readonly #briefs: BriefReader;
  readonly #rowOf: (key: RecordKey) => Promise<SnapshotRow | null>;
  #documents: ValuesReader | null = null;

  constructor(
    paths: readonly RunPath[],
    places: readonly number[],
    rowOf: (key: RecordKey) => Promise<SnapshotRow | null>,
  ) {
    this.#paths = paths;
    this.#briefs = new BriefReader(places);
    this.#rowOf = rowOf;
  }

  async *traces(pages: AsyncIterable<readonly BriefTraceRow[]>): AsyncGenerator<TraceValues> {
    for await (const page of pages) {
      for (const row of page) {
        const {trace, unread} = this.#trace(row);
        for (const key of unread) trace.records.push(await this.#documentValues(key));
        if (trace.records.length > 1) trace.records.sort((left, right) => compareCodePoints(left.runId, right.runId));
        yield trace;
      }
    }
  }

  #trace(row: BriefTraceRow): {trace: TraceValues & {readonly records: RecordValues[]}; unread: readonly RecordKey[]} {
    const {project, trace_id: traceId, records: text} = row;
    const date = row.date as CalendarDate;
    const records: RecordValues[] = [];
    const unread: RecordKey[] = [];
    for (let start = 0; start < text.length; ) {
      const recordEnd = text.indexOf(RECORD_END, start);
      const end = recordEnd === -1 ? text.length : recordEnd;
      const briefStart = text.indexOf(BRIEF_START, start);
      // If this record has no brief, the search finds that of a later record, or none.
      const idEnd = briefStart === -1 || briefStart > end ? end : briefStart;
      const runId = readJsonText(text.slice(start, idEnd)) as string;
      if (idEnd === end) unread.push({project, date, runId});
      else records.push(this.#briefs.read(runId, text.slice(idEnd + 1, end)));
      start = end + 1;
    }
    return {trace: {project, date, traceId, records}, unread};
  }

  async #documentValues(key: RecordKey): Promise<RecordValues> {
    const row = await this.#rowOf(key);
    this.#documents ??= new ValuesReader(this.#paths);
    return row === null ? {runId: key.runId, runs: []} : valuesOf(row, this.#documents);
  }
}
