import {parseCalendarDate} from '../core/calendar-date.ts';
import {UsageError} from '../core/errors.ts';
import type {RecordKey} from '../core/source-snapshot.ts';
import {readRegularFile, UnreadableInput} from '../files/regular-file.ts';

/**
 * The records that a verification or a comparison blamed, from what it wrote with `--format json`.
 *
 * @throws UsageError if the file cannot be read or is something else
 */
export async function readBlamed(path: string): Promise<RecordKey[]> {
  const document = await readJson(path);
  const {kind, records, results} = document as {kind?: unknown; records?: unknown; results?: unknown};
  if (kind !== 'lse-verification' && kind !== 'lse-comparison') throw notOurs(path, 'it is neither of the two');
  const lists = kind === 'lse-verification' ? [records] : explained(results);
  const keys = lists.flatMap((list) => (Array.isArray(list) ? list : [])).map((record) => keyOf(record, path));
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

async function readJson(path: string): Promise<object> {
  try {
    const document: unknown = JSON.parse(await readRegularFile(path));
    if (typeof document === 'object' && document !== null) return document;
  } catch (error) {
    throw notOurs(path, error instanceof UnreadableInput ? `it cannot be read (${error.message})` : 'it is not JSON');
  }
  throw notOurs(path, 'it is not an object');
}

/** The lists of blamed records in the results of a comparison. */
function explained(results: unknown): unknown[] {
  if (!Array.isArray(results)) return [];
  return results.map((result) => (result as {explanation?: {records?: unknown} | null}).explanation?.records);
}

function keyOf(record: unknown, path: string): RecordKey {
  const {project, date, runId} = (record ?? {}) as Readonly<Record<string, unknown>>;
  const day = typeof date === 'string' ? parseCalendarDate(date) : null;
  if (typeof project !== 'string' || typeof runId !== 'string' || day === null) {
    throw notOurs(path, 'a record in it has no project, date and run id');
  }
  return {project, date: day, runId};
}

function notOurs(path: string, fault: string): UsageError {
  return new UsageError(
    `The file ${path} names no blamed records: ${fault}.`,
    'Write one with: lse db verify --output blamed.json',
  );
}
