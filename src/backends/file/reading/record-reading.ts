import {digestOf, digestOfText} from '../../../core/digest.ts';
import {quickDigest} from '../../../core/document-content.ts';
import {wholeBrief} from '../../../core/fields/brief.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import {ValuesReader} from '../../../core/fields/values-reader.ts';
import type {JsonObject} from '../../../core/json/value.ts';
import {type Identity, identify, readDocument} from '../../../core/run-document.ts';
import {
  type ComparedRecord,
  type DigestedRecord,
  type RunRecord,
  runRecord,
  type ValuesRecord,
} from '../../../core/run-record.ts';
import {quickDocument, withoutMark} from './quick-document.ts';

/** How the bytes of a file are made a record. */
export interface RecordReading<R extends Identity> {
  /** Null where it is left to the exact reader. */
  readonly quickly: (bytes: Buffer) => R | null;
  /** Says of what is no document why. */
  readonly exactly: (bytes: Buffer) => R;
}

const facts: RecordReading<RunRecord> = {
  quickly: (bytes) => {
    const found = quickDocument(bytes);
    return found === null ? null : runRecord(found.document);
  },
  exactly: (bytes) => runRecord(readDocument(bytes).value),
};

const digest: RecordReading<DigestedRecord> = {
  quickly: (bytes) => {
    const found = quickDigest(withoutMark(bytes));
    if (found === null) return null;
    const {document, ...digests} = found;
    return {...runRecord(document), ...digests};
  },
  exactly: (bytes) => digestedRecord(readDocument(bytes).value),
};

const compared: RecordReading<ComparedRecord> = {
  quickly: (bytes) => {
    const reported = facts.quickly(bytes);
    const whole = reported === null ? null : digest.quickly(bytes);
    return reported === null || whole === null ? null : {...whole, reported};
  },
  exactly: (bytes) => {
    const {value} = readDocument(bytes);
    return {...digestedRecord(value), reported: runRecord(value)};
  },
};

function digestedRecord(value: JsonObject): DigestedRecord {
  return {...runRecord(value), digest: digestOf(value), briefDigest: digestOfText(wholeBrief(value))};
}

/** By name, so that a thread can be told: as far as a report reads it, with the digest of all of it, or both. */
export const readings = {facts, digest, compared} as const;

/** One by its name, or what stands at these paths of each run. */
export type Reading = keyof typeof readings | {readonly values: readonly RunPath[]};
export type RecordOf<N extends Reading> = N extends keyof typeof readings
  ? (typeof readings)[N] extends RecordReading<infer R>
    ? R
    : never
  : ValuesRecord;

export function readingOf<N extends Reading>(reading: N): RecordReading<RecordOf<N>> {
  const named: Reading = reading;
  const found: unknown = typeof named === 'string' ? readings[named] : valuesReading(named.values);
  return found as RecordReading<RecordOf<N>>;
}

/** The paths asked for last, and how they are read: a report asks for the same ones day by day. */
let last: {readonly key: string; readonly reading: RecordReading<ValuesRecord>} | null = null;

function valuesReading(paths: readonly RunPath[]): RecordReading<ValuesRecord> {
  const key = JSON.stringify(paths);
  if (last === null || last.key !== key) last = {key, reading: newValuesReading(paths)};
  return last.reading;
}

function newValuesReading(paths: readonly RunPath[]): RecordReading<ValuesRecord> {
  const reader = new ValuesReader(paths);
  return {
    quickly: (bytes) => {
      const document = reader.strip(withoutMark(bytes));
      if (document === null) return null;
      const identity = identify(document);
      return {...identity, values: reader.values(identity.runId, document)};
    },
    exactly: (bytes) => {
      const {value, runId, traceId, extractedAt} = readDocument(bytes);
      return {runId, traceId, extractedAt, values: reader.detachedValues(runId, value)};
    },
  };
}
