import {documentScan} from '../../core/document-scan.ts';
import {parseJson} from '../../core/json/parse.ts';
import {canonicalJson} from '../../core/json/print.ts';
import type {JsonObject} from '../../core/json/value.ts';
import {type Identity, identify, type RunDocument} from '../../core/run-document.ts';
import {quickDocument, withoutMark} from './quick-document.ts';

/**
 * A document of which nothing was read but its keys, or null where only the exact reader can tell. Who takes it as the text
 * that it is, as a load into PostgreSQL does, is spared the exact reading, which takes five times as long as all else.
 */
export function quickRunDocument(bytes: Buffer): RunDocument | null {
  const found = quickDocument(bytes);
  if (found === null || !found.storableText) return null;
  try {
    return new UnreadRunDocument(Buffer.from(withoutMark(bytes)), identify(found.document));
  } catch {
    // Why it has no key is said by the exact reader.
    return null;
  }
}

class UnreadRunDocument implements RunDocument {
  readonly bytes: Buffer;
  readonly runId: RunDocument['runId'];
  readonly traceId: RunDocument['traceId'];
  readonly extractedAt: RunDocument['extractedAt'];
  readonly storableText = true;
  readonly storableNumbers = true;

  constructor(bytes: Buffer, {runId, traceId, extractedAt}: Identity) {
    this.bytes = bytes;
    this.runId = runId;
    this.traceId = traceId;
    this.extractedAt = extractedAt;
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  get value(): JsonObject {
    return parseJson(this.text).value as JsonObject;
  }

  canonical(): string | Uint8Array {
    const found = documentScan()?.canonical(this.bytes) ?? null;
    return found === null ? canonicalJson(this.value) : Buffer.from(found.canonical);
  }
}
