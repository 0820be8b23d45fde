import {digestOf, digestOfText} from './digest.ts';
import {briefOutline, wholeBrief, wholeScannedBrief} from './fields/brief.ts';
import {detachedText} from './json/detached.ts';
import {JsonScan, type PrintedScan} from './json/json-scan.ts';
import {joinedOutlines} from './json/outline.ts';
import type {ScannedParts} from './json/scanned-parts.ts';
import {isObject, type JsonObject, type JsonValue} from './json/value.ts';
import {giveBack} from './large-memory.ts';
import {type RecordFacts, recordFacts} from './record-facts.ts';
import {idsOf} from './run-document.ts';
import {documentScan, factsOutline, strippedDocument} from './stripped-document.ts';

/**
 * What a comparison knows about a document: the same for equal values, however they were written. It outlives the document, so it shares no
 * text with it.
 */
export interface DocumentContent {
  /** The digest of the text in this form, for `jsonb` as the server sends it. Two equal digests, of one form or not, say that the documents are the same. */
  readonly digest: string;
  readonly form: DigestForm;
  /** The ids that the document gives itself, whatever it is stored under. */
  readonly ids: ReturnType<typeof idsOf>;
  /** What reports read of it. */
  readonly facts: Omit<RecordFacts, 'runId'>;
  /** Of what a database keeps of it for reports by fields. */
  readonly briefDigest: string;
}

/**
 * A text of a document. `canonical`: two documents of one value have the same text. `jsonb`: what PostgreSQL prints. It keeps the zeros at
 * the end of a number, so two documents of one value may have different texts; two different values never have the same text.
 */
export type DigestForm = 'canonical' | 'jsonb';

/** Contents that are known already, by their digests. */
export type KnownContents = ReadonlyMap<string, DocumentContent>;

/** By the exact reader. */
export function contentOf(value: JsonValue): DocumentContent {
  const briefDigest = digestOfText(wholeBrief(value));
  const [ids, facts] = [detachedIds(value), documentFacts(value)];
  return {digest: digestOf(value), form: 'canonical', ids, facts, briefDigest};
}

/** Tells apart what reports read of a document, and what a database keeps of it. Undefined until it is needed. */
let contentScan: JsonScan | null | undefined;

/**
 * The content of a JSON text, or of its bytes, and the document stripped to what a report reads. The content is in the requested form if
 * that is certain, else in the canonical one. Not all of the document becomes a value. Null if only the exact reader can tell.
 */
export function quickContent(
  text: string | Uint8Array,
  form: DigestForm = 'canonical',
): {readonly document: JsonObject; readonly content: DocumentContent} | null {
  if (contentScan === undefined) contentScan = JsonScan.start(joinedOutlines(factsOutline, briefOutline));
  const quick = (form === 'jsonb' ? printedContent(text, 'jsonb') : null) ?? printedContent(text, 'canonical');
  contentScan?.release();
  return quick;
}

function printedContent(text: string | Uint8Array, form: DigestForm): ReturnType<typeof quickContent> {
  const found = contentScan?.[form](text) ?? null;
  const document = found === null ? null : strippedDocument(found.parts);
  if (found === null || document === null) return null;
  const digest = digestOfText(found.sent);
  const briefDigest = digestOfText(wholeScannedBrief(found.parts));
  return {document, content: {digest, form, ids: detachedIds(document), facts: documentFacts(document), briefDigest}};
}

/**
 * The canonical UTF-8 of a JSON text, or of its bytes, without making a value of it; null if only the exact reader can tell. It calls
 * `letGo` once nobody needs the text any more, and before it makes another copy. `letGo` may read the parts of the scan.
 */
export function quickCanonical(
  text: () => string | Uint8Array,
  letGo: (parts: ScannedParts) => void,
  scan: JsonScan | null = documentScan(),
): Buffer | null {
  const found = scanned(scan, text);
  if (found !== null) letGo(found.parts);
  giveBack();
  const canonical = found === null ? null : Buffer.from(found.printed);
  scan?.release();
  return canonical;
}

/** A function of its own, since a caller keeps its text alive for as long as it runs. */
function scanned(scan: JsonScan | null, text: () => string | Uint8Array): PrintedScan | null {
  return scan?.canonical(text()) ?? null;
}

function detachedIds(document: JsonValue): DocumentContent['ids'] {
  const ids = idsOf(document);
  if (ids.runId === null) return ids;
  return {runId: detachedText(ids.runId), traceId: detachedText(ids.traceId)};
}

/** What a report reads from any value that may stand in place of a document. */
export function documentFacts(value: JsonValue): DocumentContent['facts'] {
  const {symbol, failingRuns} = isObject(value) ? recordFacts('', value) : NO_FACTS;
  return {symbol, failingRuns};
}

const NO_FACTS: DocumentContent['facts'] = {symbol: null, failingRuns: []};
