import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {recordValues} from '../../src/core/fields/record-values.ts';
import type {TraceValues} from '../../src/core/fields/run-values.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import type {JsonObject} from '../../src/core/json/value.ts';
import type {CompiledReport} from '../../src/core/reports/compiled-report.ts';

/** A run as a test writes it; numbers as JavaScript prints them. */
export interface WrittenRun {
  readonly [member: string]: unknown;
}

export interface WrittenTrace {
  readonly project?: string;
  readonly date?: string;
  readonly traceId?: string;
  /** By their run ids, in any order; null where `trace` is not an object. */
  readonly records: Readonly<Record<string, WrittenRun | null>>;
}

/** What a source would hand over of a trace for a report. */
export function traceValues({paths}: CompiledReport, written: WrittenTrace): TraceValues {
  const {project = 'alpha', date = '2025-09-13', traceId = 'root', records} = written;
  return {
    project,
    date: date as CalendarDate,
    traceId,
    records: Object.entries(records)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([runId, run]) => recordValues(runId, document(run), paths)),
  };
}

function document(run: WrittenRun | null): JsonObject {
  return parseJson(JSON.stringify({trace: run})).value as JsonObject;
}
