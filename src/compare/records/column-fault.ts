import {parseJson} from '../../core/json/parse.ts';
import {canonicalJson} from '../../core/json/print.ts';
import {storableText} from '../../core/json/storable-text.ts';
import {isObject, type JsonValue} from '../../core/json/value.ts';
import {recordFacts} from '../../core/record-facts.ts';
import {idsOf} from '../../core/run-document.ts';
import type {SourceSnapshot} from '../../core/source-snapshot.ts';

/** A column of a row that disagrees with the row's own document; the texts are JSON. */
export interface ColumnFault {
  readonly column: 'run_id' | 'trace_id' | 'is_failing' | 'symbol' | 'data';
  /** What the document calls for. */
  readonly document: string;
  /** What the column holds. */
  readonly stored: string;
}

/** The columns of a row that are not what its document says; none for a file, which has no columns. */
export function columnFaults(snapshot: SourceSnapshot, value: JsonValue): ColumnFault[] {
  const {runId, traceId, stored} = snapshot;
  if (stored === null) return [];
  const data = stored.data === null ? value : storableText(value);
  const facts = isObject(data) ? recordFacts(runId, data) : {symbol: null, failingRuns: []};
  const ids = idsOf(value);
  const columns: ColumnFault[] = [
    {column: 'run_id', document: JSON.stringify(ids.runId), stored: JSON.stringify(runId)},
    {column: 'trace_id', document: JSON.stringify(ids.traceId), stored: JSON.stringify(traceId)},
    {column: 'is_failing', document: String(facts.failingRuns.length > 0), stored: String(stored.isFailing)},
    {column: 'symbol', document: JSON.stringify(facts.symbol), stored: JSON.stringify(stored.symbol)},
  ];
  return [...columns, ...dataFault(stored.data, data)].filter(({document, stored}) => document !== stored);
}

/** Where `raw` holds the exact document, `data` has to be the same but for the characters that `jsonb` refuses. */
function dataFault(stored: string | null, data: JsonValue): ColumnFault[] {
  if (stored === null) return [];
  return [{column: 'data', document: canonicalJson(data), stored: canonicalJson(parseJson(stored, 'none').value)}];
}
