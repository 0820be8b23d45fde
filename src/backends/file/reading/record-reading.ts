import {digestOf} from '../../../core/digest.ts';
import {quickDigest} from '../../../core/document-content.ts';
import {readDocument} from '../../../core/run-document.ts';
import {type DigestedRecord, type RunRecord, runRecord} from '../../../core/run-record.ts';
import {quickDocument, withoutMark} from './quick-document.ts';

/** How the bytes of a file are made a record. */
export interface RecordReading<R extends RunRecord> {
  /** Null where it is left to the exact reader. */
  readonly quickly: (bytes: Buffer) => R | null;
  /** Says of what is no document why. */
  readonly exactly: (bytes: Buffer) => R;
}

/** By name, so that a thread can be told: as far as a report reads it, or with the digest of all of it. */
export const readings = {
  facts: {
    quickly: (bytes) => {
      const found = quickDocument(bytes);
      return found === null ? null : runRecord(found.document);
    },
    exactly: (bytes) => runRecord(readDocument(bytes).value),
  } satisfies RecordReading<RunRecord>,
  digest: {
    quickly: (bytes) => {
      const found = quickDigest(withoutMark(bytes));
      return found === null ? null : {...runRecord(found.document), digest: found.digest};
    },
    exactly: (bytes) => {
      const {value} = readDocument(bytes);
      return {...runRecord(value), digest: digestOf(value)};
    },
  } satisfies RecordReading<DigestedRecord>,
} as const;

export type ReadingName = keyof typeof readings;
export type RecordOf<N extends ReadingName> = ReturnType<(typeof readings)[N]['exactly']>;
