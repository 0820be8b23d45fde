import type {DocumentContent} from '../../core/document-content.ts';
import {documentFacts} from '../../core/document-content.ts';
import {wholeBrief} from '../../core/fields/brief.ts';
import {parseJson} from '../../core/json/parse.ts';
import {canonicalJson} from '../../core/json/print.ts';
import {storableText} from '../../core/json/storable-text.ts';
import type {JsonValue} from '../../core/json/value.ts';
import type {DigestedSnapshot, StoredAnswers} from '../../core/source-snapshot.ts';
import {agrees, saysTheSame} from '../../core/stored-agreement.ts';

/** A column of a row that disagrees with the row's own document; the texts are JSON. */
export interface ColumnFault {
  readonly column: 'run_id' | 'trace_id' | 'is_failing' | 'symbol' | 'data' | 'brief';
  /** The value that follows from the document. */
  readonly document: string;
  /** The value that the column holds. */
  readonly stored: string;
}

const NONE: readonly ColumnFault[] = [];

/** The columns of a row that do not agree with its document; none for a file, which has no columns. */
export function columnFaults(
  {runId, traceId, stored, isRow}: DigestedSnapshot,
  content: DocumentContent,
): readonly ColumnFault[] {
  if (stored === null && isRow !== true) return NONE;
  if (stored?.replaced === null) {
    const {isFailing, symbol, brief} = stored;
    if (agrees({runId, traceId, isFailing, symbol, brief}, content)) return NONE;
  }
  const {ids, facts} = content;
  const faults: ColumnFault[] = [];
  // Nearly every row has no fault, so a text is made only for a value that differs.
  const compare = <T extends string | boolean | null>(column: ColumnFault['column'], document: T, held: T): void => {
    if (document === held) return;
    faults.push({column, document: JSON.stringify(document), stored: JSON.stringify(held)});
  };
  compare('run_id', ids.runId, runId);
  compare('trace_id', ids.traceId, traceId);
  if (stored === null) return faults;
  const {isFailing, symbol, replaced, exact} = stored;
  const data = replaced === null ? null : storableText(exact());
  const {failingRuns, symbol: called} = data === null ? facts : documentFacts(data);
  compare('is_failing', failingRuns.length > 0, isFailing);
  compare('symbol', called, symbol);
  if (replaced !== null && data !== null) {
    const fault = dataFault(replaced.data, data);
    if (fault.document !== fault.stored) faults.push(fault);
  }
  const brief = briefFault(stored, content);
  if (brief !== null) faults.push(brief);
  return faults;
}

/** If a row has no brief, or if `raw` decides, its document is read. Two databases may write equal briefs differently. */
function briefFault({brief, replaced, exact}: StoredAnswers, {briefDigest}: DocumentContent): ColumnFault | null {
  if (brief === null) return null;
  if (replaced !== null) return {column: 'brief', document: 'null', stored: JSON.stringify(brief)};
  if (saysTheSame(brief, briefDigest)) return null;
  return {column: 'brief', document: JSON.stringify(wholeBrief(exact())), stored: JSON.stringify(brief)};
}

/** If `raw` holds the exact document, `data` has to be the same except for the characters that `jsonb` refuses. */
function dataFault(stored: string, data: JsonValue): ColumnFault {
  return {column: 'data', document: canonicalJson(data), stored: canonicalJson(parseJson(stored, 'none').value)};
}
