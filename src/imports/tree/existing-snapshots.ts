import type {CalendarDate} from '../../core/calendar-date.ts';
import type {DocumentTree} from '../../core/document-tree.ts';
import type {Instant} from '../../core/instant.ts';
import {canonicalJson} from '../../core/json/print.ts';
import {isObject, type JsonObject, member} from '../../core/json/value.ts';
import type {RunDocument} from '../../core/run-document.ts';
import {compareSnapshots} from '../../core/snapshot.ts';
import type {ExistingFile} from '../plan/queries/existing.ts';
import type {PlacedRun} from '../plan/queries/placed-runs.ts';
import {treeDocument} from '../plan/tree-lookup.ts';
import {hasEnded, nestedRuns} from '../runs/derived-status.ts';
import {exactObject} from '../runs/run-members.ts';

/** A file of the tree that holds a snapshot of a run which is about to be written. */
export interface ExistingSnapshot {
  readonly project: string;
  readonly date: CalendarDate;
  readonly fileName: string;
  readonly extractedAt: Instant | null;
  /** Whether its run is the one given. */
  readonly isSame: boolean;
  readonly hasEnded: boolean;
  readonly nestedIds: readonly string[];
  /**
   * `here` is where the run belongs. `astray` is another date of the project, to which an import took it that knew less of its trace. What
   * is `elsewhere` was put there by somebody else, or is another project's.
   */
  readonly where: 'here' | 'astray' | 'elsewhere';
}

/**
 * What the files hold of a run; those that are unreadable, or hold another run, are left out.
 *
 * @param trace the bytes of the run that is about to be written
 */
export async function existingSnapshots(
  tree: DocumentTree,
  files: readonly ExistingFile[],
  run: PlacedRun,
  trace: Uint8Array,
): Promise<ExistingSnapshot[]> {
  const found: ExistingSnapshot[] = [];
  for (const file of files) {
    const day = {project: file.project, date: file.run_date as CalendarDate};
    const document = await treeDocument(tree, day, file.file_name);
    if (document === null || document.runId !== run.run_id) continue;
    const {extractedAt} = document;
    const isSame = endsWith(document.bytes, trace) || isSameValue(document, trace);
    const where = whereOf(file, run, document);
    found.push({
      ...day,
      fileName: file.file_name,
      extractedAt,
      isSame,
      hasEnded: isSame || hasEnded(traceOf(document)),
      nestedIds: nestedIdsOf(traceOf(document)),
      where,
    });
  }
  return found;
}

/** The one that counts of those in one directory; of several directories, the newest. */
export function winnerOf(snapshots: readonly ExistingSnapshot[]): ExistingSnapshot | null {
  return snapshots.reduce<ExistingSnapshot | null>(
    (winner, each) => (winner === null || compareSnapshots(each, winner) > 0 ? each : winner),
    null,
  );
}

export function nestedIdsOf(run: JsonObject): string[] {
  return Array.from(nestedRuns(run), ({id}) => id);
}

function whereOf(file: ExistingFile, run: PlacedRun, document: RunDocument): ExistingSnapshot['where'] {
  if (file.project !== run.project) return 'elsewhere';
  if (file.run_date === run.run_date) return 'here';
  return isObject(member(document.value, 'metadata', 'imported_from')) ? 'astray' : 'elsewhere';
}

/** As an import writes it: behind the run there is only the end of the document. */
const BEHIND = Buffer.from('}\n');
const BEFORE = Buffer.from(',"trace":');

function endsWith(document: Uint8Array, trace: Uint8Array): boolean {
  const start = document.length - BEHIND.length - trace.length;
  if (start < BEFORE.length) return false;
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.length);
  return (
    bytes.subarray(start, -BEHIND.length).equals(trace) &&
    bytes.subarray(start - BEFORE.length, start).equals(BEFORE) &&
    bytes.subarray(-BEHIND.length).equals(BEHIND)
  );
}

/** Only if bytes differ: another program may have written them, or printed them again. */
function isSameValue(document: RunDocument, trace: Uint8Array): boolean {
  return canonicalJson(traceOf(document)) === canonicalJson(exactObject(trace));
}

function traceOf({value}: RunDocument): JsonObject {
  return value.get('trace') as JsonObject;
}
