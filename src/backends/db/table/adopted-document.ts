import {quickCanonical} from '../../../core/document-content.ts';
import {type Brief, briefOf, briefOutline, scannedBrief} from '../../../core/fields/brief.ts';
import {JsonScan} from '../../../core/json/json-scan.ts';
import {parseJson} from '../../../core/json/parse.ts';
import {canonicalJson} from '../../../core/json/print.ts';
import type {ScannedParts} from '../../../core/json/scanned-parts.ts';
import {storableText} from '../../../core/json/storable-text.ts';
import {isObject, type JsonValue} from '../../../core/json/value.ts';
import {type RecordFacts, recordFacts} from '../../../core/record-facts.ts';
import {quickDocument} from '../../../core/stripped-document.ts';
import {OLD_TABLE} from './adopted-rows.ts';
import type {TableRecord} from './table-records.ts';

/** A document as stored in `data` and `raw`. */
export interface AdoptedDocument {
  readonly data: string | Uint8Array;
  /** The exact document if `data` had to change a character, else null. */
  readonly raw: string | null;
}

const ADOPTED = `{"metadata":{"adopted_from":${JSON.stringify(OLD_TABLE)}},`;

/** The document of a record. For a bare run it says where the run came from, and adds nothing that is unknown. */
export function documentText({text, isBare}: TableRecord): string | Uint8Array {
  if (!isBare) return text;
  // The brace of the text that was put around the run is removed.
  return typeof text === 'string' ? ADOPTED + text.slice(1) : Buffer.concat([Buffer.from(ADOPTED), text.subarray(1)]);
}

/** As PostgreSQL gets it: as it is written, unless it has a character that `jsonb` refuses. */
export function writtenDocument(record: TableRecord): AdoptedDocument {
  const text = documentText(record);
  if (quickDocument(text)?.storableText === true) return {data: text, raw: null};
  const written = text.toString();
  const parsed = parseJson(written, 'none');
  if (!parsed.storableText) return {data: canonicalJson(storableText(parsed.value)), raw: written};
  return {data: parsed.storableNumbers ? text : canonicalJson(parsed.value), raw: null};
}

/** As SQLite gets it: each key once, sorted, with the facts that save SQLite reading it. */
export interface ToldDocument extends AdoptedDocument {
  readonly isFailing: boolean;
  readonly symbol: string | null;
  readonly brief: Brief | null;
}

export function canonicalDocument(record: TableRecord): ToldDocument {
  const text = documentText(record);
  return quickCanonicalDocument(text) ?? exactCanonicalDocument(text);
}

/** Undefined until it is needed. */
let scan: JsonScan | null | undefined;

/** Without making a value of all of it; null if only the exact reader can tell. */
function quickCanonicalDocument(text: string | Uint8Array): ToldDocument | null {
  const found = quickDocument(text);
  if (found === null || !found.storableText) return null;
  const {failingRuns, symbol} = recordFacts('', found.document);
  if (scan === undefined) scan = JsonScan.start(briefOutline);
  let brief: Brief | null = null;
  const readBrief = (parts: ScannedParts): void => {
    brief = scannedBrief(parts);
  };
  const data = quickCanonical(() => text, readBrief, scan);
  return data === null ? null : {data, raw: null, isFailing: failingRuns.length > 0, symbol, brief};
}

function exactCanonicalDocument(text: string | Uint8Array): ToldDocument {
  const written = typeof text === 'string' ? text : new TextDecoder().decode(text);
  const {value, storableText: isStorable} = parseJson(written, 'none');
  const isFailing = factsOf(value).failingRuns.length > 0;
  if (isStorable) {
    return {data: canonicalJson(value), raw: null, isFailing, symbol: factsOf(value).symbol, brief: briefOf(value)};
  }
  // The symbol is that of `data`; both texts agree on whether a run fails.
  const stored = storableText(value);
  return {data: canonicalJson(stored), raw: written, isFailing, symbol: factsOf(stored).symbol, brief: null};
}

function factsOf(document: JsonValue): Pick<RecordFacts, 'symbol' | 'failingRuns'> {
  return recordFacts('', isObject(document) ? document : new Map());
}
