import {documentScan} from '../../../core/document-scan.ts';
import type {ScannedJson} from '../../../core/json/json-scan.ts';
import type {JsonObject} from '../../../core/json/value.ts';
import {strippedDocument} from '../../../core/stripped-document.ts';

/** A document stripped to what a report reads. */
export interface QuickDocument {
  readonly document: JsonObject;
  readonly storableText: ScannedJson['storableText'];
}

/**
 * Reads the bytes of a file without making a value of all of it, or gives null where only the exact reader can tell: it is asked
 * about every fault, so that there is one opinion about what is readable and why.
 */
export function quickDocument(bytes: Buffer): QuickDocument | null {
  const scan = documentScan();
  const found = scan?.scan(withoutMark(bytes)) ?? null;
  const document = found === null ? null : strippedDocument(found.parts);
  scan?.release();
  return found === null || document === null ? null : {document, storableText: found.storableText};
}

/** The bytes behind a byte order mark, which is no part of the text. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
