import {JsonScan} from '../../../core/json/json-scan.ts';
import type {Outline} from '../../../core/json/outline.ts';
import {JsonSyntaxError} from '../../../core/json/parse.ts';
import {isObject, type JsonValue} from '../../../core/json/value.ts';
import {parseStored} from '../stored-run.ts';

/** The document of a row of another program's table, as JSON text or its UTF-8, or why it has none. */
export type RowDocument =
  | {readonly text: string | Uint8Array /** Whether the row holds the run alone. */; readonly isBare: boolean}
  | {readonly text: null; readonly reason: string};

const ID = 'id';
/** A run has its id and at least one of these; an object without them may be anything. */
const OF_A_RUN = ['name', 'run_type', 'start_time'];
const WHOLE: Outline = {};
const outline: Outline = {
  members: {trace: {members: {id: WHOLE}}, ...Object.fromEntries([ID, ...OF_A_RUN].map((name) => [name, WHOLE]))},
};

/** Undefined until it is needed. */
let scan: JsonScan | null | undefined;

/**
 * A document with an object in `trace` stays as it is; a bare run becomes the `trace` of a document. Anything else is no document: a value
 * that may be no trace must not count as a trace without errors.
 */
export function rowDocument(data: string | Uint8Array | null): RowDocument {
  if (data === null) return {text: null, reason: 'data is null'};
  const shape = quickShape(data) ?? exactShape(data);
  if (shape === 'document') return {text: data, isBare: false};
  if (shape === 'run') return {text: wrapped(data), isBare: true};
  return {text: null, reason: shape.reason};
}

type Shape = 'document' | 'run' | {readonly reason: string};

const NO_TRACE: Shape = {
  reason: 'data has neither an object in "trace" nor what a run has (an id, and a name, run_type or start_time)',
};

/** Null if only the exact reader can tell. */
function quickShape(data: string | Uint8Array): Shape | null {
  if (scan === undefined) scan = JsonScan.start(outline);
  const parts = scan?.scan(data)?.parts;
  if (parts === undefined) return null;
  const has = (name: string): boolean => parts.member(parts.root, name) !== null;
  const trace = parts.member(parts.root, 'trace');
  const hasId = (parts.text(parts.member(parts.root, ID)) ?? '') !== '';
  const shape =
    trace !== null && parts.isDivided(trace)
      ? 'document'
      : trace === null && hasId && OF_A_RUN.some(has)
        ? 'run'
        : null;
  scan?.release();
  return shape;
}

function exactShape(data: string | Uint8Array): Shape {
  let value: JsonValue;
  try {
    value = parseStored(typeof data === 'string' ? data : new TextDecoder('utf-8', {fatal: true}).decode(data));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return {reason: `data is no JSON: ${error.message}`};
    if (error instanceof RangeError) return {reason: 'data is nested too deep to be read'};
    if (error instanceof TypeError) return {reason: 'data is not valid UTF-8'};
    throw error;
  }
  if (!isObject(value)) return {reason: 'data is not a JSON object'};
  const trace = value.get('trace');
  if (isObject(trace ?? null)) return 'document';
  if (trace !== undefined) return {reason: '"trace" in data is not an object'};
  const id = value.get(ID);
  const isRun = typeof id === 'string' && id !== '' && OF_A_RUN.some((name) => value.has(name));
  return isRun ? 'run' : NO_TRACE;
}

function wrapped(data: string | Uint8Array): string | Uint8Array {
  if (typeof data === 'string') return `{"trace":${data}}`;
  return Buffer.concat([Buffer.from('{"trace":'), data, Buffer.from('}')]);
}
