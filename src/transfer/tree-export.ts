import {mkdir, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {LseError} from '../core/errors.ts';
import type {RecordStore, StoredRecord} from '../core/record-store.ts';
import type {Scope} from '../core/report-source.ts';
import {readDocument, UnreadableDocument} from '../core/run-document.ts';
import {exportNames} from './export-name.ts';

/** A record whose file, loaded again, would not be the same record; it is written all the same. */
export interface ExportWarning {
  readonly path: string;
  readonly reason: string;
}

export interface ExportSummary {
  readonly written: number;
  readonly warnings: readonly ExportWarning[];
}

/**
 * Writes the document of every record below `directory`, which must be empty or missing, as a trace tree. A name that
 * is taken already (two records can name the same file) yields to another; nothing is ever overwritten.
 *
 * @throws LseError where the directory is not empty or cannot be written
 */
export async function exportTree(
  store: RecordStore,
  scope: Scope | null,
  directory: string,
  onFile: () => void,
): Promise<ExportSummary> {
  await requireEmpty(directory);
  const warnings: ExportWarning[] = [];
  let written = 0;
  for await (const record of store.records(scope)) {
    const fileName = await writeRecord(directory, record);
    const reason = faultOf(record);
    if (reason !== null) warnings.push({path: `${record.project}/${record.date}/${fileName}`, reason});
    written += 1;
    onFile();
  }
  return {written, warnings};
}

async function requireEmpty(directory: string): Promise<void> {
  try {
    await mkdir(directory, {recursive: true});
    if ((await readdir(directory)).length === 0) return;
  } catch (error) {
    throw new LseError(
      'LSE_OUTPUT',
      `The directory ${directory} cannot be written.`,
      'Name another one with --out DIR.',
      {
        cause: error,
      },
    );
  }
  throw new LseError('LSE_OUTPUT', `The directory ${directory} is not empty.`, 'Name a new one with --out DIR.');
}

async function writeRecord(directory: string, record: StoredRecord): Promise<string> {
  const day = join(directory, record.project, record.date);
  await mkdir(day, {recursive: true});
  for (const fileName of exportNames(record)) {
    try {
      await writeFile(join(day, fileName), `${record.document}\n`, {flag: 'wx'});
      return fileName;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw outputError(day, error);
    }
  }
  throw new Error('exportNames ends only where a name was free');
}

function outputError(directory: string, cause: unknown): LseError {
  const {code = 'unknown'} = cause as NodeJS.ErrnoException;
  return new LseError('LSE_OUTPUT', `A file in ${directory} cannot be written (${code}).`, 'Free some space: df -h', {
    cause,
  });
}

/** Why the record would be another one, or none, if its file were loaded; null where it would be the same. */
function faultOf({document, runId, traceId}: StoredRecord): string | null {
  try {
    const read = readDocument(new TextEncoder().encode(document));
    if (read.runId !== runId) return `the column run_id says ${JSON.stringify(runId)}, the document says otherwise`;
    if (read.traceId !== traceId)
      return `the column trace_id says ${JSON.stringify(traceId)}, the document says otherwise`;
    return null;
  } catch (error) {
    if (error instanceof UnreadableDocument) return error.message;
    throw error;
  }
}
