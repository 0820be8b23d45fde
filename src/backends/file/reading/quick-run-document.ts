import {quickCanonical} from '../../../core/document-content.ts';
import {type Brief, briefOf, briefOutline, scannedBrief} from '../../../core/fields/brief.ts';
import {JsonScan} from '../../../core/json/json-scan.ts';
import {parseJson} from '../../../core/json/parse.ts';
import {canonicalJson} from '../../../core/json/print.ts';
import type {ScannedParts} from '../../../core/json/scanned-parts.ts';
import type {JsonObject} from '../../../core/json/value.ts';
import {dropped, LARGE_BYTES} from '../../../core/large-memory.ts';
import {recordFacts} from '../../../core/record-facts.ts';
import {type Identity, identify, type RunDocument} from '../../../core/run-document.ts';
import {quickDocument} from '../../../core/stripped-document.ts';
import {isShared, withoutMark} from './file-bytes.ts';

/**
 * A document of which only the keys were read, or null if only the exact reader can tell. A caller that takes it as a text, as a load into
 * PostgreSQL does, saves the exact reading, which takes five times as long as all else.
 */
export function quickRunDocument(bytes: Buffer): RunDocument | null {
  const found = quickDocument(withoutMark(bytes));
  if (found === null || !found.storableText) return null;
  try {
    const own = withoutMark(isShared(bytes) ? Buffer.from(bytes) : bytes);
    return new UnreadRunDocument(own, found.document);
  } catch {
    // The exact reader says why it has no key.
    return null;
  }
}

/** Undefined until it is needed. Only a load into SQLite needs it. */
let scan: JsonScan | null | undefined;

function briefScan(): JsonScan | null {
  if (scan === undefined) scan = JsonScan.start(briefOutline);
  return scan;
}

const NO_BYTES = Buffer.alloc(0);

class UnreadRunDocument implements RunDocument {
  #bytes: Buffer;
  /** Undefined as long as it is not known. */
  #brief: Brief | null | undefined;
  readonly isFailing: boolean;
  readonly symbol: string | null;
  readonly runId: RunDocument['runId'];
  readonly traceId: RunDocument['traceId'];
  readonly extractedAt: RunDocument['extractedAt'];
  readonly storableText = true;
  readonly storableNumbers = true;

  constructor(bytes: Buffer, stripped: JsonObject) {
    const {runId, traceId, extractedAt}: Identity = identify(stripped);
    this.#bytes = bytes;
    // It is done now, so that what was read from the document is free before its batch ends.
    const {failingRuns, symbol} = recordFacts(runId, stripped);
    this.isFailing = failingRuns.length > 0;
    this.symbol = symbol;
    this.runId = runId;
    this.traceId = traceId;
    this.extractedAt = extractedAt;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  release(): void {
    if (this.#bytes.length >= LARGE_BYTES) this.#bytes = NO_BYTES;
  }

  get brief(): Brief | null {
    if (this.#brief === undefined) this.#brief = briefOf(this.value);
    return this.#brief;
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  get value(): JsonObject {
    return parseJson(this.text).value as JsonObject;
  }

  /** Replaces the text as it was written, which has the same value: nobody needs both, and both may be large. */
  canonical(): string | Uint8Array {
    const letGo = (parts: ScannedParts): void => {
      this.#brief = scannedBrief(parts);
      dropped(this.#bytes.length);
      this.#bytes = NO_BYTES;
    };
    const canonical = quickCanonical(() => this.#bytes, letGo, briefScan());
    if (canonical === null) return canonicalJson(this.value);
    this.#bytes = canonical;
    return canonical;
  }
}
