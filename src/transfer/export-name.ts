import {type Instant, parseInstant} from '../core/instant.ts';
import {parseJson} from '../core/json/parse.ts';
import {member} from '../core/json/value.ts';
import type {StoredRecord} from '../core/record-store.ts';

const MAX_NAME_BYTES = 255;

/** The names to try for a record's file, the one that it came from first; without end, so one will be free. */
export function* exportNames(record: StoredRecord): Generator<string> {
  if (record.fileName !== null && isTreeFileName(record.fileName)) yield record.fileName;
  yield* snapshotNames(record.runId, extractionOf(record.document));
}

/** The names to try for a snapshot of a run, without end, so one will be free. */
export function* snapshotNames(runId: string, extractedAt: Instant | null): Generator<string> {
  const base = `${fileStem(runId)}_${timeOfDay(extractedAt)}`;
  yield `${base}.json`;
  for (let count = 2; ; count += 1) yield `${base}~${count}.json`;
}

/** The stem of a name that was made like this; null for any other. Two long ids may share one. */
export function stemOf(fileName: string): string | null {
  return SNAPSHOT_NAME.exec(fileName)?.[1] ?? null;
}

const SNAPSHOT_NAME = /^(.+)_[0-9]{6}(?:~[0-9]+)?\.json$/s;

/** Whether a name from the database is one that the file backend would count; it may hold anything. */
function isTreeFileName(name: string): boolean {
  return (
    name.endsWith('.json') && !/^[._]/.test(name) && !/[/\0]/.test(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES
  );
}

/** The run id with everything that a file name cannot hold percent-encoded, at most 150 characters of it. */
export function fileStem(runId: string): string {
  const encoded = encodeURIComponent(runId).replace(/^[._]/, (character) => (character === '.' ? '%2E' : '%5F'));
  return encoded.slice(0, 150);
}

function extractionOf(document: string): Instant | null {
  return parseInstant(member(parseJson(document, 'none').value, 'metadata', 'extracted_at'));
}

/** HHMMSS of the extraction, the second half of a trace file's name; 000000 if there is none. */
function timeOfDay(instant: Instant | null): string {
  if (instant === null) return '000000';
  const seconds = ((instant.seconds % 86_400) + 86_400) % 86_400;
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join('');
}
