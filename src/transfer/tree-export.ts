import type {RecordStore, StoredRecord} from '../core/record-store.ts';
import {type Identity, identify, readDocument, UnreadableDocument} from '../core/run-document.ts';
import type {Scope} from '../core/scope.ts';
import {quickDocument} from '../core/stripped-document.ts';
import {withExportDraft} from './export-draft.ts';
import {exportNames} from './export-name.ts';
import type {SyncedFiles} from './synced-files.ts';

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
 * Writes the document of every record as a trace tree that stands below `directory`, which must be empty or missing, as a whole
 * or not at all. A name that is taken already (two records can name the same file) yields to another; nothing is ever
 * overwritten.
 *
 * @throws LseError if the directory is not empty or cannot be written
 */
export function exportTree(
  store: RecordStore,
  scope: Scope | null,
  directory: string,
  onFile: () => void,
): Promise<ExportSummary> {
  return withExportDraft(directory, async (files) => {
    const warnings: ExportWarning[] = [];
    let written = 0;
    for await (const record of store.records(scope)) {
      const fileName = await writeRecord(files, record);
      const reason = faultOf(record);
      if (reason !== null) warnings.push({path: `${record.project}/${record.date}/${fileName}`, reason});
      written += 1;
      onFile();
    }
    return {written, warnings};
  });
}

async function writeRecord(files: SyncedFiles, record: StoredRecord): Promise<string> {
  for (const fileName of exportNames(record)) {
    if (await files.write([record.project, record.date], fileName, [record.document, '\n'])) return fileName;
  }
  throw new Error('exportNames ends only if a name was free');
}

/** Why the record would be another one, or none, if its file were loaded; null if it would be the same. */
function faultOf({document, runId, traceId}: StoredRecord): string | null {
  try {
    const read = identityOf(document);
    if (read.runId !== runId) return `the column run_id says ${JSON.stringify(runId)}, the document says otherwise`;
    if (read.traceId !== traceId)
      return `the column trace_id says ${JSON.stringify(traceId)}, the document says otherwise`;
    return null;
  } catch (error) {
    if (error instanceof UnreadableDocument) return error.message;
    throw error;
  }
}

/** Without making a value of all of it, if possible; the exact reader says what is wrong. */
function identityOf(document: string): Identity {
  const quick = quickDocument(document);
  return quick === null ? readDocument(new TextEncoder().encode(document)) : identify(quick.document);
}
