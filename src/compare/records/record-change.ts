import {jsonDifferences} from '../../core/json/difference.ts';
import {parseJson} from '../../core/json/parse.ts';
import type {JsonValue} from '../../core/json/value.ts';
import {dropped, giveBack} from '../../core/large-memory.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {tooMuch} from '../../core/run-document.ts';
import type {ColumnFault} from './column-fault.ts';
import type {KeptTexts} from './kept-texts.ts';
import type {RecordDifference} from './record-difference.ts';
import {shownValue} from './shown-value.ts';
import type {SideRecord} from './side-day.ts';

/** A place at which both sides' snapshots of a record differ. Undefined: that side has nothing there, not even null. */
export interface RecordChange {
  /** A JSON path into the document, or `column <name>` of the database's row. */
  readonly path: string;
  /** The part of the value that is shown. */
  readonly control: JsonValue | undefined;
  readonly candidate: JsonValue | undefined;
}

/**
 * Finds where both documents differ. Documents that were not kept are read again; if only one side has the
 * record, there is nothing to read.
 */
export async function recordChanges(
  {key, control, candidate}: RecordDifference,
  controlSource: ReportSource,
  candidateSource: ReportSource,
  texts: Pick<KeptTexts, 'of'> = NO_TEXTS,
): Promise<RecordChange[]> {
  if (control === null || candidate === null) return [];
  const columns = [...columnChanges(control, 'control'), ...columnChanges(candidate, 'candidate')];
  if (control.digest === candidate.digest) return columns;
  const textOf = async (source: ReportSource, {digest, fileName}: SideRecord): Promise<Uint8Array | null> =>
    texts.of(digest) ?? (await canonicalOf(source, {...key, fileName}));
  const left = await textOf(controlSource, control);
  const right = left === null ? null : await textOf(candidateSource, candidate);
  if (left === null || right === null) return columns;
  const changes = documentChanges(left, right);
  dropped(left.length + right.length);
  return [...changes, ...columns];
}

const NO_TEXTS: Pick<KeptTexts, 'of'> = {of: () => null};

async function canonicalOf(
  source: ReportSource,
  reference: Parameters<ReportSource['snapshot']>[0],
): Promise<Uint8Array | null> {
  giveBack();
  try {
    const snapshot = await source.snapshot(reference);
    // Gives back the memory of reading the document, before the next step takes as much again.
    giveBack();
    return snapshot?.canonical() ?? null;
  } catch (error) {
    // It is known that they differ; this program cannot say where.
    if (tooMuch(error) === null) throw error;
    return null;
  }
}

function documentChanges(left: Uint8Array, right: Uint8Array): RecordChange[] {
  const shown = (value: Uint8Array | undefined): JsonValue | undefined =>
    value === undefined ? undefined : shownValue(value);
  const changes: RecordChange[] = [];
  for (const {path, control, candidate} of jsonDifferences(left, right)) {
    changes.push({path, control: shown(control), candidate: shown(candidate)});
  }
  return changes;
}

/** The side with the fault has the column's value, the other side has the value that follows from the document. */
function columnChanges({faults}: SideRecord, side: 'control' | 'candidate'): RecordChange[] {
  return faults.map(({column, document, stored}: ColumnFault) => {
    const [called, held] = [parseJson(document, 'none').value, parseJson(stored, 'none').value];
    const path = `column ${column}`;
    return side === 'control' ? {path, control: held, candidate: called} : {path, control: called, candidate: held};
  });
}
