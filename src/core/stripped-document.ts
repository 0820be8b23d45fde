import {catalogue, failingRunPaths, ID_PATH, TRACE_ID_PATH} from './fields/catalogue.ts';
import {documentOutline} from './fields/outline.ts';
import type {RunPath} from './fields/run-values.ts';
import {JsonScan} from './json/json-scan.ts';
import type {Part, ScannedParts} from './json/scanned-parts.ts';
import type {JsonObject, JsonValue} from './json/value.ts';
import {isScraper} from './record-facts.ts';

/** The reports that are code read the symbol of a record's own run. Of a run that can fail they read what they print. */
const {targetUrl, ...printed} = failingRunPaths;
const symbolPaths: readonly RunPath[] = catalogue.symbol.paths;
const ownPaths = [ID_PATH, TRACE_ID_PATH];
const scraperPaths = [...ownPaths, ...Object.values(printed).flat()];
const [namePath] = failingRunPaths.name;

/** A superset of what is read below. The scan tells nothing else apart. */
export const factsOutline = documentOutline([...scraperPaths, ...targetUrl, ...symbolPaths]);

/** One for a thread: it keeps its memory from one document to the next. Undefined until it is needed. */
let scan: JsonScan | null | undefined;

/** The scan of documents, or null if this machine has none. Its result lasts until the next scan. */
export function documentScan(): JsonScan | null {
  if (scan === undefined) scan = JsonScan.start(factsOutline);
  return scan;
}

/**
 * A JSON text, or its bytes, stripped to what the reports that are code read, without making a value of all of it. Null if only the exact
 * reader can tell: it decides about every fault, so there is one opinion on what is readable and why.
 */
export function quickDocument(
  text: string | Uint8Array,
): {readonly document: JsonObject; readonly storableText: boolean} | null {
  const found = documentScan()?.scan(text) ?? null;
  const document = found === null ? null : strippedDocument(found.parts);
  documentScan()?.release();
  return found === null || document === null ? null : {document, storableText: found.storableText};
}

/**
 * What the reports that are code read from a document, made of the parts that a scan by `factsOutline` found; null if the trace is not an
 * object. Each value is the one that the exact reader gives.
 */
export function strippedDocument(parts: ScannedParts): JsonObject | null {
  const trace = parts.member(parts.root, 'trace');
  if (trace === null || !parts.isDivided(trace)) return null;
  const metadata = new Map<string, JsonValue>();
  pick(parts, parts.member(parts.root, 'metadata'), [['run_id'], ['extracted_at']], metadata);
  return new Map<string, JsonValue>([
    ['trace', strippedRun(parts, trace, true)],
    ['metadata', metadata],
  ]);
}

/** What makes a run fail and, only for a run that can fail, what is printed of it. Symbols and addresses are texts or nothing. */
function strippedRun(parts: ScannedParts, run: Part, isOwn: boolean): JsonObject {
  const stripped = new Map<string, JsonValue>();
  const canFail = isScraper(parts.text(at(parts, run, namePath)) ?? undefined);
  if (canFail) {
    pick(parts, run, scraperPaths, stripped);
    pickTexts(parts, run, targetUrl, stripped);
  } else if (isOwn) pick(parts, run, ownPaths, stripped);
  if (isOwn) pickTexts(parts, run, symbolPaths, stripped);
  const children = parts.elements(parts.member(run, 'child_runs')).filter((child) => parts.isDivided(child));
  if (children.length > 0) {
    stripped.set(
      'child_runs',
      children.map((child) => strippedRun(parts, child, false)),
    );
  }
  return stripped;
}

function pick(
  parts: ScannedParts,
  object: Part | null,
  paths: readonly RunPath[],
  stripped: Map<string, JsonValue>,
): void {
  for (const path of paths) {
    const found = at(parts, object, path);
    if (found !== null) put(stripped, path, parts.value(found));
  }
}

function pickTexts(
  parts: ScannedParts,
  object: Part,
  paths: readonly RunPath[],
  stripped: Map<string, JsonValue>,
): void {
  for (const path of paths) {
    const text = parts.text(at(parts, object, path));
    if (text !== null) put(stripped, path, text);
  }
}

function at(parts: ScannedParts, object: Part | null, path: RunPath): Part | null {
  let found = object;
  for (const name of path) found = parts.member(found, name);
  return found;
}

/** Makes the objects on the way as well. */
function put(stripped: Map<string, JsonValue>, path: RunPath, value: JsonValue): void {
  let object = stripped;
  for (const name of path.slice(0, -1)) {
    const inner = (object.get(name) as Map<string, JsonValue> | undefined) ?? new Map<string, JsonValue>();
    object.set(name, inner);
    object = inner;
  }
  object.set(path.at(-1) as string, value);
}
