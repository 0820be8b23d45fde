import type {RecordValues, RunPath, TraceValues} from '../../core/fields/run-values.ts';
import {gatherTraces} from '../../core/fields/trace-values.ts';
import {ValuesReader} from '../../core/fields/values-reader.ts';
import {isObject} from '../../core/json/value.ts';
import {dropped} from '../../core/large-memory.ts';
import type {RunRecord} from '../../core/run-record.ts';
import type {SourceDay} from '../../core/source-snapshot.ts';
import {parseStored, tooDeep} from './stored-run.ts';
import type {SnapshotRow} from './stored-snapshot.ts';

/** The traces of days, from their documents: each document is read like a file. */
export async function* tracesOfDays(
  days: readonly SourceDay[],
  rowsOf: (day: SourceDay) => AsyncIterable<SnapshotRow>,
  paths: readonly RunPath[],
): AsyncGenerator<TraceValues> {
  const reader = new ValuesReader(paths);
  for (const day of days) {
    const records: Pick<RunRecord<'values'>, 'traceId' | 'values'>[] = [];
    for await (const row of rowsOf(day)) {
      records.push({traceId: row.traceId, values: valuesOf(row, reader)});
      dropped(row.data.length);
    }
    yield* gatherTraces(day.project, day.date, records);
  }
}

/** @throws SourceError that names the row when another program nested its document too deep to be read */
export function valuesOf({runId, raw, data}: SnapshotRow, reader: ValuesReader): RecordValues {
  const text = raw ?? data;
  const stripped = reader.strip(text);
  if (stripped !== null) return reader.values(runId, stripped);
  try {
    const document = parseStored(text.toString());
    return isObject(document) ? reader.detachedValues(runId, document) : {runId, runs: []};
  } catch (error) {
    throw tooDeep(runId, error);
  }
}
