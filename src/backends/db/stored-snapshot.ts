import type {CalendarDate} from '../../core/calendar-date.ts';
import {digestOfText} from '../../core/digest.ts';
import {contentOf, quickCanonical, quickContent} from '../../core/document-content.ts';
import {canonicalJson} from '../../core/json/print.ts';
import type {JsonValue} from '../../core/json/value.ts';
import {dropped} from '../../core/large-memory.ts';
import type {TextForm} from '../../core/record-store.ts';
import type {SourceSnapshot} from '../../core/source-snapshot.ts';
import {parseStored, tooDeep} from './stored-run.ts';

/** A whole row as either database returns it. */
export interface SnapshotRow {
  readonly project: string;
  readonly date: CalendarDate;
  readonly runId: string;
  readonly traceId: string;
  readonly fileName: string | null;
  /** JSON text, or its UTF-8. */
  readonly data: string | Buffer;
  /** The exact document if `data` is not exact; then it decides. */
  readonly raw: string | null;
  readonly isFailing: boolean;
  readonly symbol: string | null;
  /** Null if `raw` decides, or if it would be too long. */
  readonly brief: string | null;
}

/**
 * There is one row for each record, so the time of extraction decides nothing. `form` is that of the text of `data`, unless another program
 * wrote it.
 */
export function snapshotOf(row: SnapshotRow, form: TextForm): SourceSnapshot {
  const {project, date, runId, traceId, fileName, isFailing, symbol, brief} = row;
  const exactly = <T>(use: (value: JsonValue) => T): T => {
    try {
      return use(parseStored(textOf(row).toString()));
    } catch (error) {
      throw tooDeep(runId, error);
    }
  };
  const canonical = (): Uint8Array => {
    const letGo = (): void => {
      dropped(textOf(row).length);
      Object.assign(row, NO_DOCUMENT);
    };
    const text = quickCanonical(() => textOf(row), letGo) ?? Buffer.from(exactly(canonicalJson));
    // The same value, in case that somebody asks for it again.
    Object.assign(row, {data: text, raw: null});
    return text;
  };
  return {
    outcome: 'read',
    project,
    date,
    runId,
    traceId,
    fileName,
    extractedAt: null,
    content: (known) => {
      // A text with the digest of a known content is the canonical text of that content.
      const met = form === 'canonical' ? known.get(digestOfText(textOf(row))) : undefined;
      return met ?? quickContent(textOf(row))?.content ?? exactly(contentOf);
    },
    canonical,
    canonicalWithin: (bytes) => (textOf(row).length > bytes ? null : canonical()),
    stored: {
      isFailing,
      symbol,
      brief,
      replaced: row.raw === null ? null : {data: row.data.toString()},
      exact: () => exactly((value) => value),
    },
  };
}

function textOf({raw, data}: SnapshotRow): string | Buffer {
  return raw ?? data;
}

/** Read a snapshot before you ask for the next one: then its document, which may be large, is dropped. */
export async function* snapshotsOf(rows: AsyncIterable<SnapshotRow>, form: TextForm): AsyncGenerator<SourceSnapshot> {
  for await (const row of rows) {
    yield snapshotOf(row, form);
    Object.assign(row, NO_DOCUMENT);
  }
}

const NO_DOCUMENT: Pick<SnapshotRow, 'data' | 'raw'> = {data: '', raw: null};
