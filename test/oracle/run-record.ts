import {byCodePoint} from './code-points.ts';
import {NotReadable, readJson} from './json-reader.ts';
import {type JsonObject, member, nonEmptyString} from './json-value.ts';
import {byMoment, type Moment, readMoment} from './moment.ts';
import {isTraceFile, pathOf, type TreeFile} from './tree-file.ts';

/** One record: the newest readable snapshot of one run of one project and date. */
export interface RunRecord {
  readonly project: string;
  readonly date: string;
  readonly runId: string;
  readonly traceId: string;
  readonly run: JsonObject;
  readonly document: JsonObject;
  readonly file: TreeFile;
  readonly extractedAt: Moment | undefined;
}

export interface Reading {
  /** The winners, in no order that counts. */
  readonly records: RunRecord[];
  /** Paths relative to the data directory, in code point order. */
  readonly unreadable: string[];
}

const MOST_ID_BYTES = 512;
export const DEFAULT_MAX_FILE_BYTES = 64 * 1024 * 1024;

export function readTree(files: readonly TreeFile[], maxFileBytes = DEFAULT_MAX_FILE_BYTES): Reading {
  const winners = new Map<string, RunRecord>();
  const unreadable: string[] = [];
  for (const file of files.filter(isTraceFile)) {
    try {
      const record = readRecord(file, maxFileBytes);
      const key = JSON.stringify([record.project, record.date, record.runId]);
      const rival = winners.get(key);
      if (rival === undefined || isNewer(record, rival)) winners.set(key, record);
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      unreadable.push(pathOf(file));
    }
  }
  return {records: [...winners.values()], unreadable: unreadable.sort(byCodePoint)};
}

function isNewer(record: RunRecord, rival: RunRecord): boolean {
  // For a start time "unreadable" sorts last; here it counts as oldest.
  if (record.extractedAt === undefined || rival.extractedAt === undefined) {
    if (record.extractedAt !== rival.extractedAt) return record.extractedAt !== undefined;
  }
  const order =
    byMoment(record.extractedAt, rival.extractedAt) || byCodePoint(record.file.fileName, rival.file.fileName);
  return order > 0;
}

/** Throws `NotReadable` for what the contract calls unreadable. */
export function readRecord(file: TreeFile, maxFileBytes = DEFAULT_MAX_FILE_BYTES): RunRecord {
  if (file.bytes.length > maxFileBytes) throw new NotReadable('too large');
  const document = readJson(readText(file.bytes));
  const run = member(document, 'trace');
  if (!(document instanceof Map) || !(run instanceof Map)) throw new NotReadable('no trace');
  const metadata = document.get('metadata');
  const runId = checkedId(nonEmptyString(run.get('id')) ?? nonEmptyString(member(metadata, 'run_id')));
  const traceId = checkedId(nonEmptyString(run.get('trace_id')) ?? runId);
  const extractedAt = readMoment(member(metadata, 'extracted_at'));
  return {project: file.project, date: file.date, runId, traceId, run, document, file, extractedAt};
}

function readText(bytes: Uint8Array): string {
  try {
    // Without `ignoreBOM` the decoder drops one leading byte order mark, which is what the contract allows.
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    throw new NotReadable('not UTF-8');
  }
}

function checkedId(id: string | undefined): string {
  if (id === undefined) throw new NotReadable('no run id');
  if (id.includes('\0') || !id.isWellFormed()) throw new NotReadable('an id with NUL or a lone surrogate');
  if (new TextEncoder().encode(id).length > MOST_ID_BYTES) throw new NotReadable('an id over 512 bytes');
  return id;
}
