import {canonicalJson} from '../core/json/print.ts';
import {storableText} from '../core/json/storable-text.ts';
import {isObject} from '../core/json/value.ts';
import {recordFacts} from '../core/record-facts.ts';
import type {StagedRecord, TextForm} from '../core/record-store.ts';
import {type RunDocument, tooMuch} from '../core/run-document.ts';

/**
 * A document made ready for a database. The text goes as it was written whenever possible, so that no number is ever
 * written again. If `jsonb` refuses a character, U+FFFD takes its place and the exact document goes along.
 *
 * @throws UnreadableDocument if that is more than this program can take
 */
export function stageDocument(document: RunDocument, fileName: string, form: TextForm): StagedRecord {
  try {
    return staged(document, fileName, form);
  } catch (error) {
    throw tooMuch(error) ?? error;
  }
}

function staged(document: RunDocument, fileName: string, form: TextForm): StagedRecord {
  const {runId, traceId, isFailing, symbol} = document;
  if (!document.storableText) {
    const value = storableText(document.value);
    const stored = isObject(value) ? recordFacts(runId, value).symbol : null;
    return {
      runId,
      traceId,
      fileName,
      data: canonicalJson(value),
      raw: document.text,
      isFailing,
      symbol: stored,
      brief: null,
    };
  }
  const data = form === 'written' && document.storableNumbers ? document.bytes : document.canonical();
  const brief = form === 'canonical' ? document.brief : null;
  return {runId, traceId, fileName, data, raw: null, isFailing, symbol, brief};
}
