import type {DocumentContent} from '../../core/document-content.ts';
import type {DigestedSnapshot, SnapshotReference} from '../../core/source-snapshot.ts';
import {agrees, type StoredColumns} from '../../core/stored-agreement.ts';

/**
 * A row whose document has this content, as its database says. Null if a column says something else: then the document must be read, to say
 * what.
 */
export function toldSnapshot(
  row: Omit<SnapshotReference, 'runId'> & StoredColumns,
  content: DocumentContent,
): DigestedSnapshot | null {
  if (!agrees(row, content)) return null;
  const {project, date, runId, traceId, fileName} = row;
  return {
    outcome: 'read',
    project,
    date,
    runId,
    traceId,
    fileName,
    extractedAt: null,
    content: () => content,
    stored: null,
  };
}
