import type {Outline} from './json/canonical-scan.ts';
import type {JsonObject, JsonValue} from './json/value.ts';

/** Strings in which every character stands for itself, whatever the encoding was taken for. */
const ASCII = /^[\x00-\x7f]*$/;

type Members = Readonly<Record<string, unknown>>;

/** Thrown where a value matters that is not plain; caught where the document was begun. */
class NotPlain extends Error {}

/**
 * What a report reads of a document, out of what `JSON.parse` made of it; null where only the exact reader can tell: a value
 * that matters is a number, or text that is not ASCII. The text may have been decoded as what it is or as Latin-1.
 */
export function strippedDocument(document: unknown): JsonObject | null {
  if (!isMembers(document)) return null;
  const [trace, metadata] = [own(document, 'trace'), own(document, 'metadata')];
  if (!isMembers(trace)) return null;
  try {
    const stripped = new Map<string, JsonValue>([['trace', strippedRun(trace, true)]]);
    if (isMembers(metadata)) stripped.set('metadata', picked(metadata, ['run_id', 'extracted_at']));
    return stripped;
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

/** What makes a run fail, and only of one that can fail what is printed of it. */
function strippedRun(run: Members, isOwn: boolean): JsonObject {
  const stripped = new Map<string, JsonValue>();
  const [name, inputs, children] = [own(run, 'name'), own(run, 'inputs'), own(run, 'child_runs')];
  const isScraper = name === 'zenrows_scraper';
  if (isOwn) pick(run, ['id', 'trace_id'], stripped);
  if (isScraper) pick(run, isOwn ? SCRAPER_KEYS : NESTED_SCRAPER_KEYS, stripped);
  if (isMembers(inputs) && (isOwn || isScraper)) {
    const kept = isScraper ? picked(inputs, ['input', 'url', 'target_url']) : new Map<string, JsonValue>();
    if (isOwn) keepSymbols(inputs, kept);
    stripped.set('inputs', kept);
  }
  if (Array.isArray(children) && children.length > 0) {
    stripped.set(
      'child_runs',
      children.filter(isMembers).map((child) => strippedRun(child, false)),
    );
  }
  return stripped;
}

/** A superset of what is read above, for a scan that keeps nothing else. */
const LEAF: Outline = {};
const RUN: {members: Record<string, Outline>} = {
  members: {
    id: LEAF,
    trace_id: LEAF,
    name: LEAF,
    status: LEAF,
    error: LEAF,
    start_time: LEAF,
    inputs: {
      members: {
        input: LEAF,
        url: LEAF,
        target_url: LEAF,
        crypto_symbol: LEAF,
        input_data: {members: {crypto_symbol: LEAF}},
      },
    },
  },
};
RUN.members.child_runs = {elements: RUN};
export const documentOutline: Outline = {
  members: {metadata: {members: {run_id: LEAF, extracted_at: LEAF}}, trace: RUN},
};

const SCRAPER_KEYS = ['name', 'status', 'error', 'start_time'];
const NESTED_SCRAPER_KEYS = ['id', ...SCRAPER_KEYS];

function keepSymbols(inputs: Members, kept: Map<string, JsonValue>): void {
  pick(inputs, ['crypto_symbol'], kept);
  const data = own(inputs, 'input_data');
  if (isMembers(data)) kept.set('input_data', picked(data, ['crypto_symbol']));
}

function picked(members: Members, keys: readonly string[]): Map<string, JsonValue> {
  const kept = new Map<string, JsonValue>();
  pick(members, keys, kept);
  return kept;
}

function pick(members: Members, keys: readonly string[], kept: Map<string, JsonValue>): void {
  for (const key of keys) if (Object.hasOwn(members, key)) kept.set(key, plain(members[key]));
}

/** Text of ASCII alone, true, false and null; what else there is only the exact reader gets right. */
function plain(value: unknown): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string' && ASCII.test(value)) return value;
  throw new NotPlain();
}

function own(members: Members, key: string): unknown {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
