import {JsonScan, type ScannedJson} from '../../../core/json/json-scan.ts';
import type {Outline} from '../../../core/json/outline.ts';
import {parseJson} from '../../../core/json/parse.ts';
import type {Part, ScannedParts} from '../../../core/json/scanned-parts.ts';
import {strippedValue} from '../../../core/json/stripped-value.ts';
import {isObject, type JsonObject, type JsonValue, member} from '../../../core/json/value.ts';
import {runOutline} from '../../runs/run-members.ts';
import {memberRanges} from './member-ranges.ts';

export type MemberKind = 'object' | 'array' | 'text' | 'other';

/** An object of a source, by its members. What it gives is there until the next value is looked at. */
export interface JsonMembers {
  /** Null if there is no such member. */
  kind(name: string): MemberKind | null;
  /** A text at the end of a path; null for anything else. */
  text(...path: string[]): string | null;
  /** The value of a member as it is written; null if there is none. Not of `child_runs` and `extra`, which are told apart. */
  bytes(name: string): Uint8Array | null;
  /** As a run, the members that `RunMembers` reads; null if only that can tell. */
  run(): JsonObject | null;
}

const WHOLE: Outline = {};

/** The members by which runs and what holds them are told apart. What is not named here only the exact reader finds. */
const NAMES = [
  ...['id', 'run_id', 'trace_id', 'dotted_order', 'parent_run_id', 'parent_run_ids', 'session_id', 'child_runs'],
  ...['run_type', 'status', 'error', 'start_time', 'name', 'inputs', 'outputs', 'key', 'score', 'dataset_id'],
  ...['trace', 'runs', 'items', 'post', 'patch', 'resourceSpans', 'resource_spans', 'messages', 'role', 'type'],
  ...[
    'content',
    'operation',
    'action',
    'run',
    'item',
    'data',
    'endpoint',
    'body_base64',
    'results',
    'files',
    'metadata',
  ],
];

/** Where a run may say what its project is called, besides LangSmith's own members. */
export const PROJECT_NAMES = ['project_name', 'LANGSMITH_PROJECT', 'LANGCHAIN_PROJECT'];

const EXTRA: Outline = {
  members: {metadata: {members: Object.fromEntries(PROJECT_NAMES.map((name) => [name, WHOLE]))}},
};

/** With all that an import must know of a run, so that one look is enough. */
const OUTLINE: Outline = {
  members: {...Object.fromEntries(NAMES.map((name) => [name, WHOLE])), ...runOutline.members, extra: EXTRA},
};

/** Looks at values by their bytes. One for an import: it keeps its memory from one value to the next. */
export class MemberScan {
  /** A run must be readable at its later place, one level deeper in its document. */
  readonly #scan = JsonScan.start(OUTLINE, {within: 1});

  /** Null if only the exact reader can tell. */
  quick(bytes: Uint8Array): JsonMembers | null {
    const found = this.#scan?.scan(bytes) ?? null;
    return found === null || !found.parts.isDivided(found.parts.root) ? null : new ScannedMembers(found);
  }
}

/**
 * What the exact reader says of a value: its members if it is an object.
 *
 * @throws JsonSyntaxError
 */
export function exactMembers(bytes: Uint8Array): ExactMembers | Exclude<JsonValue, JsonObject> {
  const {value} = parseJson(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes));
  return isObject(value) ? new ExactMembers(bytes, value) : value;
}

class ScannedMembers implements JsonMembers {
  readonly #parts: ScannedParts;

  constructor({parts}: ScannedJson) {
    this.#parts = parts;
  }

  kind(name: string): MemberKind | null {
    const part = this.#parts.member(this.#parts.root, name);
    return part === null ? null : kindOf(this.#parts.first(part));
  }

  text(...path: string[]): string | null {
    let part: Part | null = this.#parts.root;
    for (const name of path) part = this.#parts.member(part, name);
    return this.#parts.text(part);
  }

  bytes(name: string): Uint8Array | null {
    const part = this.#parts.member(this.#parts.root, name);
    return part === null ? null : this.#parts.bytes(part);
  }

  run(): JsonObject | null {
    const run = strippedValue(this.#parts, this.#parts.root, runOutline);
    return isObject(run) ? run : null;
  }
}

export class ExactMembers implements JsonMembers {
  readonly value: JsonObject;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, value: JsonObject) {
    this.#bytes = bytes;
    this.value = value;
  }

  kind(name: string): MemberKind | null {
    const first = this.bytes(name)?.[0];
    return first === undefined ? null : kindOf(first);
  }

  text(...path: string[]): string | null {
    const found = member(this.value, ...path);
    return typeof found === 'string' ? found : null;
  }

  bytes(name: string): Uint8Array | null {
    return this.value.has(name) ? (memberRanges(this.#bytes).get(name) ?? null) : null;
  }

  /** It may be nested more deeply than a run may be in its document. */
  run(): null {
    return null;
  }
}

function kindOf(first: number): MemberKind {
  if (first === 0x7b) return 'object';
  if (first === 0x5b) return 'array';
  return first === 0x22 ? 'text' : 'other';
}
