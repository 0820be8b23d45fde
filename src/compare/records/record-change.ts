import {jsonDifferences} from '../../core/json/difference.ts';
import {parseJson} from '../../core/json/parse.ts';
import type {JsonValue} from '../../core/json/value.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {tooMuch} from '../../core/run-document.ts';
import type {ColumnFault} from './column-fault.ts';
import type {RecordDifference} from './record-difference.ts';
import type {SideRecord} from './side-day.ts';

/** A place at which both sides' snapshots of a record differ. Undefined: that side has nothing there, not even null. */
export interface RecordChange {
  /** A JSON path into the document, or `column <name>` of the database's row. */
  readonly path: string;
  readonly control: JsonValue | undefined;
  readonly candidate: JsonValue | undefined;
}

/** Reads both documents once more and says where they differ; nothing to read where only one side has the record. */
export async function recordChanges(
  {key, control, candidate}: RecordDifference,
  controlSource: ReportSource,
  candidateSource: ReportSource,
): Promise<RecordChange[]> {
  if (control === null || candidate === null) return [];
  const columns = [...columnChanges(control, 'control'), ...columnChanges(candidate, 'candidate')];
  if (control.digest === candidate.digest) return columns;
  const left = await documentOf(controlSource, {...key, fileName: control.fileName});
  const right = await documentOf(candidateSource, {...key, fileName: candidate.fileName});
  return [...(left === null || right === null ? [] : jsonDifferences(left, right)), ...columns];
}

async function documentOf(
  source: ReportSource,
  reference: Parameters<ReportSource['snapshot']>[0],
): Promise<JsonValue | null> {
  try {
    return (await source.snapshot(reference))?.value() ?? null;
  } catch (error) {
    // That they differ is known; where, this program cannot say.
    if (tooMuch(error) === null) throw error;
    return null;
  }
}

/** On the side with the fault stands what its column holds, on the other what the document calls for. */
function columnChanges({faults}: SideRecord, side: 'control' | 'candidate'): RecordChange[] {
  return faults.map(({column, document, stored}: ColumnFault) => {
    const [called, held] = [parseJson(document, 'none').value, parseJson(stored, 'none').value];
    const path = `column ${column}`;
    return side === 'control' ? {path, control: held, candidate: called} : {path, control: called, candidate: held};
  });
}
