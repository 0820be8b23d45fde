import type {CalendarDate} from '../calendar-date.ts';
import {compareCodePoints} from '../code-point-order.ts';
import type {RunRecord} from '../run-record.ts';
import type {RecordValues, TraceValues} from './run-values.ts';

/** The records of one project and date as traces, each with its records in the order of their run ids. */
export function gatherTraces(
  project: string,
  date: CalendarDate,
  records: Iterable<Pick<RunRecord<'values'>, 'traceId' | 'values'>>,
): TraceValues[] {
  const traces = new Map<string, RecordValues[]>();
  for (const {traceId, values} of records) {
    const siblings = traces.get(traceId);
    if (siblings === undefined) traces.set(traceId, [values]);
    else siblings.push(values);
  }
  return [...traces].map(([traceId, found]) => ({
    project,
    date,
    traceId,
    records: found.sort((left, right) => compareCodePoints(left.runId, right.runId)),
  }));
}
