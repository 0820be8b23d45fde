import {compareCodePoints} from '../../core/code-point-order.ts';
import {type Brief, readBrief} from '../../core/fields/brief.ts';
import type {RecordValues, RunPath, TraceValues} from '../../core/fields/run-values.ts';
import {ValuesReader} from '../../core/fields/values-reader.ts';
import type {RecordKey, SourceDay} from '../../core/source-snapshot.ts';
import type {SnapshotRow} from './stored-snapshot.ts';
import {valuesOf} from './stored-values.ts';

/** What is read of a row in the place of its document; null where the document is to be read. */
export interface BriefRow {
  readonly traceId: string;
  readonly runId: string;
  readonly brief: Brief | null;
}

export interface BriefQueries {
  /** The rows of a day in pages, those of a trace one behind the other. */
  readonly pagesOf: (day: SourceDay) => AsyncIterable<readonly BriefRow[]>;
  readonly rowOf: (key: RecordKey) => Promise<SnapshotRow | null>;
}

/** The traces of days out of what is stored of each document, holding one trace and a page at a time. */
export async function* tracesOfBriefs(
  days: readonly SourceDay[],
  {pagesOf, rowOf}: BriefQueries,
  paths: readonly RunPath[],
  places: readonly number[],
): AsyncGenerator<TraceValues> {
  let reader: ValuesReader | null = null;
  const documentValues = async (key: RecordKey): Promise<RecordValues> => {
    const row = await rowOf(key);
    reader ??= new ValuesReader(paths);
    return row === null ? {runId: key.runId, runs: []} : valuesOf(row, reader);
  };
  for (const {project, date} of days) {
    let traceId: string | null = null;
    let records: RecordValues[] = [];
    const trace = (): TraceValues => ({
      project,
      date,
      traceId: traceId ?? '',
      records:
        records.length === 1 ? records : records.sort((left, right) => compareCodePoints(left.runId, right.runId)),
    });
    for await (const page of pagesOf({project, date, size: 0})) {
      for (const row of page) {
        if (row.traceId !== traceId) {
          if (records.length > 0) yield trace();
          traceId = row.traceId;
          records = [];
        }
        const {runId, brief} = row;
        records.push(brief === null ? await documentValues({project, date, runId}) : readBrief(runId, brief, places));
      }
    }
    if (records.length > 0) yield trace();
  }
}
