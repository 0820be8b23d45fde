import type {CalendarDate} from '../../core/calendar-date.ts';
import type {SourceSnapshot} from '../../core/source-snapshot.ts';
import {parseStored, tooDeep} from './stored-run.ts';

/** A whole row as either database returns it. */
export interface SnapshotRow {
  readonly project: string;
  readonly date: CalendarDate;
  readonly runId: string;
  readonly traceId: string;
  readonly fileName: string | null;
  readonly data: string;
  /** The exact document where `data` is not exact; it decides then. */
  readonly raw: string | null;
  readonly isFailing: boolean;
  readonly symbol: string | null;
}

/** There is one row a record, so nothing has to be decided by the time of extraction. */
export function snapshotOf(row: SnapshotRow): SourceSnapshot {
  const {project, date, runId, traceId, fileName, data, raw, isFailing, symbol} = row;
  const text = raw ?? data;
  return {
    outcome: 'read',
    project,
    date,
    runId,
    traceId,
    fileName,
    extractedAt: null,
    text,
    value: () => {
      try {
        return parseStored(text);
      } catch (error) {
        throw tooDeep(runId, error);
      }
    },
    stored: {isFailing, symbol, data: raw === null ? null : data},
  };
}

export async function* snapshotsOf(rows: AsyncIterable<SnapshotRow>): AsyncGenerator<SourceSnapshot> {
  for await (const row of rows) yield snapshotOf(row);
}
