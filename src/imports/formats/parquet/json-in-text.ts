import {JsonScan} from '../../../core/json/json-scan.ts';
import {parseJson} from '../../../core/json/parse.ts';
import type {JsonKind} from './export-columns.ts';
import {textOf} from './physical-values.ts';

const QUOTE = 0x22;
const OPENING = {object: '{', list: '['} as const;

/** One for all files: it keeps its memory from one text to the next. Null if this machine has none. */
let scan: JsonScan | null | undefined;

/**
 * The JSON value that a text holds, byte for byte; null if the text is no JSON, and so stays a text. A value that is itself a text of
 * an object, or of a list in a column of lists, was encoded twice: then it is that object or list. A text within it stays what it is.
 */
export function jsonInText(bytes: Uint8Array, kind: Exclude<JsonKind, null>): Uint8Array | null {
  if (!isJson(bytes)) return null;
  if (firstByte(bytes) !== QUOTE) return bytes;
  const inner = parseJson(textOf(bytes)).value as string;
  const isOfKind = inner.trimStart().startsWith(OPENING[kind]) && inner.isWellFormed() && isJson(inner);
  return isOfKind ? Buffer.from(inner) : bytes;
}

/** Whether it is JSON that a document can hold. */
function isJson(text: Uint8Array | string): boolean {
  if (scan === undefined) scan = JsonScan.start({});
  const isCertain = (scan?.scan(text) ?? null) !== null;
  scan?.release();
  return isCertain || isJsonExactly(text);
}

function isJsonExactly(text: Uint8Array | string): boolean {
  try {
    parseJson(typeof text === 'string' ? text : new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(text));
    return true;
  } catch {
    return false;
  }
}

function firstByte(bytes: Uint8Array): number | undefined {
  return bytes.find((byte) => byte > 0x20);
}
