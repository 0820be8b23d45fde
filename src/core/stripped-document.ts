import type {Outline} from './json/outline.ts';
import type {Part, ScannedParts} from './json/scanned-parts.ts';
import type {JsonObject, JsonValue} from './json/value.ts';

/** A superset of what is read below, for a scan that tells nothing else apart. */
const WHOLE: Outline = {};
const RUN: {members: Record<string, Outline>} = {
  members: {
    id: WHOLE,
    trace_id: WHOLE,
    name: WHOLE,
    status: WHOLE,
    error: WHOLE,
    start_time: WHOLE,
    inputs: {
      members: {
        input: WHOLE,
        url: WHOLE,
        target_url: WHOLE,
        crypto_symbol: WHOLE,
        input_data: {members: {crypto_symbol: WHOLE}},
      },
    },
  },
};
RUN.members.child_runs = {elements: RUN};
export const documentOutline: Outline = {
  members: {metadata: {members: {run_id: WHOLE, extracted_at: WHOLE}}, trace: RUN},
};

/**
 * What a report reads of a document, out of the parts that a scan by `documentOutline` found; null where the trace is not an
 * object. Each value is what the exact reader makes of it.
 */
export function strippedDocument(parts: ScannedParts): JsonObject | null {
  const trace = parts.member(parts.root, 'trace');
  if (trace === null || !parts.isDivided(trace)) return null;
  return new Map<string, JsonValue>([
    ['trace', strippedRun(parts, trace, true)],
    ['metadata', picked(parts, parts.member(parts.root, 'metadata'), ['run_id', 'extracted_at'])],
  ]);
}

/** What makes a run fail, and only of one that can fail what is printed of it. */
function strippedRun(parts: ScannedParts, run: Part, isOwn: boolean): JsonObject {
  const isScraper = parts.text(parts.member(run, 'name')) === 'zenrows_scraper';
  const stripped = picked(parts, run, isScraper ? SCRAPER_KEYS : isOwn ? OWN_KEYS : []);
  if (isOwn || isScraper) stripped.set('inputs', strippedInputs(parts, parts.member(run, 'inputs'), isOwn, isScraper));
  const children = parts.elements(parts.member(run, 'child_runs')).filter((child) => parts.isDivided(child));
  if (children.length > 0) {
    stripped.set(
      'child_runs',
      children.map((child) => strippedRun(parts, child, false)),
    );
  }
  return stripped;
}

const OWN_KEYS = ['id', 'trace_id'];
const SCRAPER_KEYS = [...OWN_KEYS, 'name', 'status', 'error', 'start_time'];

/** Of inputs nothing but texts counts: the symbol of a record's own run, and of a run that can fail where it went. */
function strippedInputs(parts: ScannedParts, inputs: Part | null, isOwn: boolean, isScraper: boolean): JsonObject {
  const stripped = new Map<string, JsonValue>();
  if (isScraper) for (const key of ['input', 'url', 'target_url']) pickText(parts, inputs, key, stripped);
  if (!isOwn) return stripped;
  pickText(parts, inputs, 'crypto_symbol', stripped);
  const data = parts.member(inputs, 'input_data');
  if (data === null) return stripped;
  const strippedData = new Map<string, JsonValue>();
  pickText(parts, data, 'crypto_symbol', strippedData);
  return stripped.set('input_data', strippedData);
}

function pickText(parts: ScannedParts, object: Part | null, key: string, stripped: Map<string, JsonValue>): void {
  const text = parts.text(parts.member(object, key));
  if (text !== null) stripped.set(key, text);
}

function picked(parts: ScannedParts, object: Part | null, keys: readonly string[]): Map<string, JsonValue> {
  const stripped = new Map<string, JsonValue>();
  for (const key of keys) {
    const found = parts.member(object, key);
    if (found !== null) stripped.set(key, parts.value(found));
  }
  return stripped;
}
