import {JsonScan} from '../../core/json/json-scan.ts';
import type {Outline} from '../../core/json/outline.ts';
import {strippedValue} from '../../core/json/stripped-value.ts';
import {isArray, isObject, type JsonObject} from '../../core/json/value.ts';
import {dropped} from '../../core/large-memory.ts';
import {readValue, UnreadableDocument} from '../../core/run-document.ts';

/** What a nested run is looked at for: others may name it as their parent, and its status may need to be derived, too. */
const nested: {members: Record<string, Outline>} = {members: {id: {}, status: {}, error: {}, end_time: {}}};
nested.members.child_runs = {elements: nested};

/** All that decides where a run belongs and what it lacks. */
export const runOutline = {
  members: {
    id: {},
    trace_id: {},
    dotted_order: {},
    parent_run_id: {},
    parent_run_ids: {},
    start_time: {},
    end_time: {},
    status: {},
    error: {},
    session_name: {},
    project_name: {},
    session_id: {},
    project_id: {},
    metadata: {},
    child_run_ids: {},
    direct_child_run_ids: {},
    child_runs: {elements: nested},
  },
} satisfies Outline;

const BRACKETS = Buffer.from('[]');
/** Holds nearly every run; a larger one gets memory of its own. */
const SHARED_BYTES = 1_048_576;

/** Reads of runs what an import must know, by a scan of their bytes, with the exact reader behind it. */
export class RunMembers {
  readonly #scan = JsonScan.start({elements: runOutline});
  readonly #shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

  /**
   * The members of a run that an import looks at, and perhaps others.
   *
   * @throws UnreadableDocument with the reason
   */
  read(json: Uint8Array): JsonObject {
    const nestedJson = this.#nested(json);
    const run = this.#quickly(nestedJson) ?? exactly(nestedJson);
    dropped(json.length);
    return run;
  }

  #quickly(nestedJson: Buffer): JsonObject | null {
    const found = this.#scan?.scan(nestedJson) ?? null;
    const [run, ...others] = found === null ? [] : found.parts.elements(found.parts.root);
    const isOne = found !== null && run !== undefined && others.length === 0;
    const stripped = isOne ? strippedValue(found.parts, run, runOutline) : null;
    this.#scan?.release();
    return isObject(stripped ?? undefined) ? (stripped as JsonObject) : null;
  }

  #nested(json: Uint8Array): Buffer {
    const length = json.length + BRACKETS.length;
    const isShared = length <= SHARED_BYTES;
    return inBrackets(json, isShared ? this.#shared.subarray(0, length) : Buffer.allocUnsafeSlow(length));
  }
}

/**
 * The value of a text that must be one JSON object, every member of it.
 *
 * @throws UnreadableDocument with the reason
 */
export function exactObject(json: Uint8Array): JsonObject {
  return exactly(inBrackets(json, Buffer.allocUnsafe(json.length + BRACKETS.length)));
}

/** One level deeper, as it will be in its document: what is readable here is readable there. */
function inBrackets(json: Uint8Array, target: Buffer): Buffer {
  target[0] = BRACKETS[0] as number;
  target.set(json, 1);
  target[json.length + 1] = BRACKETS[1] as number;
  return target;
}

function exactly(nestedJson: Uint8Array): JsonObject {
  const value = readValue(nestedJson);
  const only = isArray(value) && value.length === 1 ? value[0] : undefined;
  if (!isObject(only)) throw new UnreadableDocument('not one JSON object');
  return only;
}
