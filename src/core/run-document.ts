import {exportReason, linesReason} from './export-shape.ts';
import {type Brief, briefOf} from './fields/brief.ts';
import {type Instant, parseInstant} from './instant.ts';
import {detached, detachedText} from './json/detached.ts';
import {JsonSyntaxError, type ParsedJson, parseJson} from './json/parse.ts';
import {canonicalJson} from './json/print.ts';
import {isObject, type JsonObject, type JsonValue, member} from './json/value.ts';
import {recordFacts} from './record-facts.ts';

/**
 * A readable document: its key within a project and date, and when it was extracted. Which of text, bytes and value are at hand depends on
 * the reader; the others are made on request.
 */
export interface RunDocument {
  /** The document as it was written, without a byte order mark. */
  readonly text: string;
  /** `text` as UTF-8. */
  readonly bytes: Uint8Array;
  readonly value: JsonObject;
  /** The canonical text of the value, or its UTF-8. */
  canonical(): string | Uint8Array;
  /**
   * What a database keeps of it for reports by fields; null if that would be too long. It is cheapest after
   * `canonical`.
   */
  readonly brief: Brief | null;
  readonly runId: string;
  readonly traceId: string;
  /** Null if missing or unreadable, which counts as oldest. */
  readonly extractedAt: Instant | null;
  /** Whether any run of it fails. */
  readonly isFailing: boolean;
  /** The record's symbol as stored. */
  readonly symbol: string | null;
  /** Lets go of a large text. A loop keeps a document until the next one is there, so both would be in memory. */
  release?(): void;
  readonly storableText: boolean;
  readonly storableNumbers: boolean;
}

/** Why a file does not count, in one line. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument';
}

/**
 * What to say about a document that is too large for this program: longer than a string may be (512 MB), or too large for its memory or
 * stack. Null for any other error.
 */
export function tooMuch(error: unknown): UnreadableDocument | null {
  const {code, message} = error as {code?: unknown; message?: unknown};
  const isTooMuch = code === 'ERR_STRING_TOO_LONG' || (error instanceof RangeError && code === undefined);
  return isTooMuch ? new UnreadableDocument(`more than this program can take (${message})`) : null;
}

const MAX_ID_BYTES = 512;

/**
 * Reads one file's bytes by the contract's section 1.
 *
 * @throws UnreadableDocument with the reason
 */
export function readDocument(bytes: Uint8Array): RunDocument {
  const text = decode(bytes);
  const {value, storableText, storableNumbers} = parse(text);
  if (!isObject(value)) throw new UnreadableDocument(exportReason(value) ?? 'the document is not an object');
  return {
    text,
    get bytes() {
      return new TextEncoder().encode(text);
    },
    value,
    get isFailing() {
      return recordFacts('', value).failingRuns.length > 0;
    },
    get symbol() {
      return recordFacts('', value).symbol;
    },
    get brief() {
      return briefOf(value);
    },
    canonical: () => canonicalJson(value),
    ...identify(value),
    storableText,
    storableNumbers,
  };
}

/**
 * The value of a JSON text in UTF-8, within the limits of the contract.
 *
 * @throws UnreadableDocument with the reason
 */
export function readValue(bytes: Uint8Array): JsonValue {
  return parse(decode(bytes)).value;
}

/** The record of a document, and how new the document is. */
export type Identity = Pick<RunDocument, 'runId' | 'traceId' | 'extractedAt'>;

/** @throws UnreadableDocument if the value has no ids that can be keys */
export function identify(value: JsonObject): Identity {
  if (!isObject(value.get('trace'))) throw new UnreadableDocument(exportReason(value) ?? '"trace" is not an object');
  const {runId, traceId} = idsOf(value);
  if (runId === null) throw new UnreadableDocument('no run id in "trace.id" or "metadata.run_id"');
  requireId('run id', runId);
  requireId('trace id', traceId);
  return {
    runId: detachedText(runId),
    traceId: detachedText(traceId),
    extractedAt: parseInstant(detached(member(value, 'metadata', 'extracted_at'))),
  };
}

/** The ids that a document gives itself; null for one that has no run id, which no file may be. */
export function idsOf(document: JsonValue): {runId: string; traceId: string} | {runId: null; traceId: null} {
  const runId = firstId(member(document, 'trace', 'id'), member(document, 'metadata', 'run_id'));
  if (runId === null) return {runId, traceId: null};
  return {runId, traceId: firstId(member(document, 'trace', 'trace_id')) ?? runId};
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch (error) {
    throw tooMuch(error) ?? new UnreadableDocument('not valid UTF-8');
  }
}

function parse(text: string): ParsedJson {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new UnreadableDocument(linesReason(text) ?? error.message);
    throw tooMuch(error) ?? error;
  }
}

function firstId(...candidates: (JsonValue | undefined)[]): string | null {
  for (const candidate of candidates) if (typeof candidate === 'string' && candidate !== '') return candidate;
  return null;
}

/**
 * Why an id cannot be a key, as the rest of a sentence that begins with its name; null if it can. If a database cannot hold an id, only one
 * side would count it.
 */
export function idFault(id: string): string | null {
  if (id.includes('\0')) return 'holds a NUL character';
  if (!id.isWellFormed()) return 'holds a lone surrogate';
  const bytes = Buffer.byteLength(id);
  return bytes > MAX_ID_BYTES ? `is ${bytes} bytes long; the most is ${MAX_ID_BYTES}` : null;
}

/** @throws UnreadableDocument if the id cannot be one */
export function requireId(what: string, id: string): void {
  const fault = idFault(id);
  if (fault !== null) throw new UnreadableDocument(`the ${what} ${fault}`);
}
