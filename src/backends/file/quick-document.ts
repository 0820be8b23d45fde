import {isUtf8} from 'node:buffer';
import type {JsonObject, JsonValue} from '../../core/json/value.ts';
import {keepsLimits} from './byte-limits.ts';

/**
 * A document stripped to what a report reads, or null where only the exact reader can tell: it is asked about everything
 * that is not plain, and about every fault, so that there is one opinion about what is readable and why.
 *
 * `JSON.parse` refuses just what RFC 8259 does, but it reads numbers as doubles, at any depth, and text as UTF-16. So:
 * - bytes are checked as UTF-8 and then parsed as Latin-1, which costs a tenth of decoding them (30 of 300 ms for 100 MB): all
 *   of JSON's own characters are ASCII. A value that matters and is not ASCII goes to the exact reader;
 * - so does a number that matters, and a document with one that could be out of range, or nested too deep.
 */
export function quickDocument(bytes: Buffer): JsonObject | null {
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString('latin1', startOf(bytes));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  return keepsLimits(bytes) ? strippedDocument(document) : null;
}

/** Where a document begins: after a byte order mark, if there is one. */
export function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Strings in which every character stands for itself, whatever the encoding was taken for. */
const ASCII = /^[\x00-\x7f]*$/;

type Members = Readonly<Record<string, unknown>>;

/** Thrown where a value matters that is not plain; caught where the document was begun. */
class NotPlain extends Error {}

function strippedDocument(document: unknown): JsonObject | null {
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
