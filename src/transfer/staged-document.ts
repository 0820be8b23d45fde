import {canonicalJson, mapStrings} from '../core/json/print.ts';
import type {StagedRecord, TextForm} from '../core/record-store.ts';
import type {RunDocument} from '../core/run-document.ts';

const LONE_SURROGATE_OR_NUL = /\0|\p{Surrogate}/gu;

/**
 * A document made ready for a database. The text goes as it was written wherever that can be, so that no number is ever
 * written anew; where a character is one that `jsonb` refuses, U+FFFD stands in and the exact document goes along.
 */
export function stageDocument(document: RunDocument, fileName: string, form: TextForm): StagedRecord {
  const {runId, traceId, text, value, storableText, storableNumbers} = document;
  if (!storableText) {
    const data = canonicalJson(mapStrings(value, replaceRefused, replaceRefused));
    return {runId, traceId, fileName, data, raw: text};
  }
  const data = form === 'canonical' || !storableNumbers ? canonicalJson(value) : text;
  return {runId, traceId, fileName, data, raw: null};
}

function replaceRefused(text: string): string {
  return text.replace(LONE_SURROGATE_OR_NUL, '\ufffd');
}
