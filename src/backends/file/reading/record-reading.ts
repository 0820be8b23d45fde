import {contentOf, type DigestForm, quickContent} from '../../../core/document-content.ts';
import type {ReadFile} from '../../../core/document-tree.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import {ValuesReader} from '../../../core/fields/values-reader.ts';
import {dropped} from '../../../core/large-memory.ts';
import {type Identity, identify, readDocument} from '../../../core/run-document.ts';
import {type RunRecord, runRecord} from '../../../core/run-record.ts';
import {quickDocument} from '../../../core/stripped-document.ts';
import {shownName} from '../tree/undecodable-name.ts';
import {type FileBytes, type ListedFile, withoutMark} from './file-bytes.ts';
import {NAME_IS_NOT_UTF8, reasonOf} from './unreadable-reason.ts';

/** How the bytes of a file become a record. */
export interface RecordReading<R extends Identity> {
  /** Null if the exact reader must read it. */
  readonly quickly: (bytes: Buffer) => R | null;
  /** Throws the reason if it is no document. */
  readonly exactly: (bytes: Buffer) => R;
}

/** One file, from its bytes to the record that it holds, or why it holds none. */
export function readRecord<R extends Identity>(
  {quickly, exactly}: RecordReading<R>,
  files: FileBytes,
  path: string,
  fileName: string,
  listed: ListedFile | null,
): ReadFile<R> {
  if (!fileName.isWellFormed()) return {fileName: shownName(fileName), read: null, reason: NAME_IS_NOT_UTF8};
  try {
    const bytes = files.read(path, listed);
    const read = quickly(bytes) ?? exactly(bytes);
    dropped(bytes.length);
    return {fileName, read, reason: null};
  } catch (error) {
    return {fileName, read: null, reason: reasonOf(error)};
  }
}

const facts: RecordReading<RunRecord> = {
  quickly: (bytes) => {
    const found = quickDocument(withoutMark(bytes));
    return found === null ? null : runRecord(found.document);
  },
  exactly: (bytes) => runRecord(readDocument(bytes).value),
};

function contentReading(form: DigestForm): RecordReading<RunRecord<'content'>> {
  return {
    quickly: (bytes) => {
      const found = quickContent(withoutMark(bytes), form);
      if (found === null) return null;
      const {runId, traceId, extractedAt} = identify(found.document);
      return {runId, traceId, extractedAt, content: found.content};
    },
    exactly: (bytes) => {
      const {value, runId, traceId, extractedAt} = readDocument(bytes);
      return {runId, traceId, extractedAt, content: contentOf(value)};
    },
  };
}

const content = contentReading('canonical');
const jsonbContent = contentReading('jsonb');

/** A comparison compares what a report reads from a file with what all of the file gives, so neither may replace the other. */
const both: RecordReading<RunRecord<'facts' | 'content'>> = {
  quickly: (bytes) => {
    const [reported, whole] = [facts.quickly(bytes), content.quickly(bytes)];
    return reported === null || whole === null ? null : {...reported, content: whole.content};
  },
  exactly: (bytes) => {
    const {value} = readDocument(bytes);
    return {...runRecord(value), content: contentOf(value)};
  },
};

/** By the requested part, as a message to a thread says it. */
export const readings = {facts, content, jsonbContent, both} as const;

/** One by its name, or what stands at these paths of each run. */
export type Reading = keyof typeof readings | {readonly values: readonly RunPath[]};
export type PartOf<N extends Reading> = N extends 'both'
  ? 'facts' | 'content'
  : N extends 'jsonbContent'
    ? 'content'
    : N extends 'facts' | 'content'
      ? N
      : 'values';

export function readingOf<N extends Reading>(reading: N): RecordReading<RunRecord<PartOf<N>>> {
  const named: Reading = reading;
  const found: unknown = typeof named === 'string' ? readings[named] : valuesReading(named.values);
  return found as RecordReading<RunRecord<PartOf<N>>>;
}

/** The last requested paths, and how to read them: a report asks for the same ones day by day. */
let last: {readonly key: string; readonly reading: RecordReading<RunRecord<'values'>>} | null = null;

function valuesReading(paths: readonly RunPath[]): RecordReading<RunRecord<'values'>> {
  const key = JSON.stringify(paths);
  if (last === null || last.key !== key) last = {key, reading: newValuesReading(paths)};
  return last.reading;
}

function newValuesReading(paths: readonly RunPath[]): RecordReading<RunRecord<'values'>> {
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
