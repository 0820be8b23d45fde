import {parseJson} from '../../../core/json/parse.ts';
import {canonicalJson} from '../../../core/json/print.ts';
import {storableText} from '../../../core/json/storable-text.ts';
import type {JsonValue} from '../../../core/json/value.ts';
import {quickDocument} from '../../../core/stripped-document.ts';
import {OLD_TABLE} from './adopted-rows.ts';
import type {TableRecord} from './table-records.ts';

/** A document as `data` and `raw` hold it. */
export interface AdoptedDocument {
  readonly data: string | Uint8Array;
  /** The exact document where `data` had to change a character, else null. */
  readonly raw: string | null;
}

const ADOPTED = `{"metadata":{"adopted_from":${JSON.stringify(OLD_TABLE)}},`;

/** The document of a record; of a bare run it says where that came from, and nothing else that nobody knows. */
export function documentText({text, isBare}: TableRecord): string | Uint8Array {
  if (!isBare) return text;
  // The brace of what was put around the run goes.
  return typeof text === 'string' ? ADOPTED + text.slice(1) : Buffer.concat([Buffer.from(ADOPTED), text.subarray(1)]);
}

/** As PostgreSQL is given it: as it is written, unless a character is one that `jsonb` refuses. */
export function writtenDocument(record: TableRecord): AdoptedDocument {
  const text = documentText(record);
  if (quickDocument(text)?.storableText === true) return {data: text, raw: null};
  const written = text.toString();
  const parsed = parseJson(written, 'none');
  if (!parsed.storableText) return {data: canonicalJson(storableText(parsed.value)), raw: written};
  return {data: parsed.storableNumbers ? text : canonicalJson(parsed.value), raw: null};
}

/** As SQLite is given it: each key once, sorted; with the value that reports read. */
export function canonicalDocument(record: TableRecord): AdoptedDocument & {readonly value: JsonValue} {
  const text = documentText(record);
  const written = typeof text === 'string' ? text : new TextDecoder().decode(text);
  const {value, storableText: isStorable} = parseJson(written, 'none');
  if (isStorable) return {data: canonicalJson(value), raw: null, value};
  return {data: canonicalJson(storableText(value)), raw: written, value};
}
