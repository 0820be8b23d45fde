import type {JsonObject, JsonValue} from '../../../core/json/value.ts';
import {uuidText} from '../../uuid.ts';
import type {Attributes} from './attributes.ts';
import {field} from './proto-json.ts';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** Which run a span is, and where it stands. */
export interface SpanIds {
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | null;
}

/** The ids of a span as OpenTelemetry has them, in hexadecimal digits. */
export interface NativeIds {
  readonly trace: string;
  readonly span: string;
  /** Null of the first span of a trace. */
  readonly parent: string | null;
}

/**
 * Which spans are the first ones of their traces. LangSmith gives such a run the id of its trace, so a span below it must know that. It may
 * come in an earlier piece of the source: batches are sent as spans end, and the first span ends last. So one of these is kept
 * through both readings of an import; after the first reading it knows all of them.
 */
export class FirstSpans {
  /** By the bytes of both ids, 40 bytes a trace; an empty text stands for the id of the trace. */
  readonly #runIds = new Map<string, string>();

  /** `runId` is the id of the run that the span is. */
  note({trace, span}: NativeIds, runId: string): void {
    this.#runIds.set(keyOf(trace, span), runId === idOf(trace) ? '' : runId);
  }

  /** The id of the run that a span is, if it is known to be the first one of its trace. */
  runId(trace: string, span: string): string | null {
    const runId = this.#runIds.get(keyOf(trace, span));
    return runId === '' ? idOf(trace) : (runId ?? null);
  }
}

function keyOf(trace: string, span: string): string {
  return Buffer.from(trace + span, 'hex').toString('latin1');
}

/** Null if a span has no ids: without them nobody can tell which run it is. */
export function nativeIds(span: JsonObject): NativeIds | null {
  const trace = hexId(field(span, 'traceId'), TRACE_ID_BYTES);
  const own = hexId(field(span, 'spanId'), SPAN_ID_BYTES);
  if (trace === null || own === null) return null;
  return {trace, span: own, parent: hexId(field(span, 'parentSpanId'), SPAN_ID_BYTES)};
}

/**
 * LangSmith's rule: a trace id is a UUID as it stands, a span id the end of one that begins with zeros, and the first span of a trace has
 * the id of its trace. Attributes that name ids of LangSmith say it better.
 */
export function spanIds(native: NativeIds, attributes: Attributes, firstSpans: FirstSpans): SpanIds {
  const traceId = attributes.takeText('langsmith.trace.id') ?? idOf(native.trace);
  const parentByName = attributes.takeText('langsmith.span.parent_id');
  const isFirst = isFirstSpan(native, attributes) && parentByName === null;
  const id = attributes.takeText('langsmith.span.id') ?? (isFirst ? traceId : idOf(native.span));
  const parentId = native.parent === null || isFirst ? null : parentOf(native.trace, native.parent, firstSpans);
  return {id, traceId, parentId: parentByName ?? parentId};
}

/** Some frameworks start traces of LangSmith below spans of their own, and say so. */
export function isFirstSpan({parent}: NativeIds, attributes: Attributes): boolean {
  return parent === null || attributes.value('langsmith.is_root') === true;
}

function parentOf(trace: string, parent: string, firstSpans: FirstSpans): string {
  return firstSpans.runId(trace, parent) ?? idOf(parent);
}

function idOf(hex: string): string {
  return uuidText(Buffer.from(hex, 'hex'));
}

/** OTLP writes ids as hexadecimal digits, protobuf's own JSON as base64. Zeros alone are no id. */
function hexId(value: JsonValue | undefined, bytes: number): string | null {
  if (typeof value !== 'string') return null;
  const isHex = value.length === bytes * 2 && /^[0-9a-fA-F]*$/.test(value);
  const hex = isHex ? value.toLowerCase() : Buffer.from(value, 'base64').toString('hex');
  const isBase64 = value.length === Math.ceil(bytes / 3) * 4 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(value);
  return (isHex || isBase64) && hex.length === bytes * 2 && !/^0*$/.test(hex) ? hex : null;
}
