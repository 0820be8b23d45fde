import {JsonSyntaxError, parseJson} from './json/parse.ts';
import {isObject, type JsonObject, type JsonValue} from './json/value.ts';

/**
 * The shapes of a JSON text that is no document of a tree and that `lse import` takes: one run, runs in an array, runs below `runs`, or a
 * line for each run.
 */
export type ExportShape = 'run' | 'array' | 'runs' | 'lines';

/** Why a file of that shape does not count. */
const REASONS: Readonly<Record<ExportShape, string>> = {
  run: 'it is a bare run, which lse import takes',
  array: 'it is an array of runs, which lse import takes',
  runs: 'its runs lie below "runs", which lse import takes',
  lines: 'it is JSON lines, which lse import takes',
};

const reasons: ReadonlySet<string> = new Set(Object.values(REASONS));

/** In UTF-16 units. The longest run in any export so far has half of that; a look must stay cheap. */
const LONGEST_LINE = 8 * 1024 * 1024;

/** The reason that says so of a value; null if it has no such shape. */
export function exportReason(value: JsonValue): string | null {
  const shape = shapeOfValue(value);
  return shape === null ? null : REASONS[shape];
}

/** The reason that says so of a text that is not JSON; null if it has no such shape. */
export function linesReason(text: string): string | null {
  return holdsLines(text, holdsRun) ? REASONS.lines : null;
}

/** Whether a text, or only its beginning, is what `lse import` takes. A document of a tree is one of these, too. */
export function holdsRuns(text: string): boolean {
  const whole = parsed(text);
  const isTaken = (value: JsonValue): boolean => holdsRun(value) || isOtherExport(value);
  return whole === null ? holdsLines(text, isTaken) || beginsWithRun(text) : isTaken(whole);
}

/** Whether such a reason alone makes a file unreadable. */
export function isExportReason(reason: string): boolean {
  return reasons.has(reason);
}

function shapeOfValue(value: JsonValue): ExportShape | null {
  if (Array.isArray(value)) return holdsOne(value[0]) ? 'array' : null;
  if (!isObject(value)) return null;
  if (isRun(value)) return 'run';
  const runs = value.get('runs');
  return Array.isArray(runs) && holdsOne(runs[0]) ? 'runs' : null;
}

/** Spans of OpenTelemetry, pages of the API, and operations of the SDK, which no report takes for a damaged document. */
function isOtherExport(value: JsonValue): boolean {
  if (!isObject(value)) return false;
  if (['resourceSpans', 'resource_spans'].some((name) => Array.isArray(value.get(name)))) return true;
  if (['items', 'post', 'patch'].some((name) => holdsFirst(value.get(name)))) return true;
  return ['post', 'patch'].some((name) => holdsOne(value.get(name)));
}

function holdsFirst(list: JsonValue | undefined): boolean {
  return Array.isArray(list) && holdsOne(list[0]);
}

/** A run, or a document with a run in it. */
function holdsOne(value: JsonValue | undefined): boolean {
  if (value === undefined || !isObject(value)) return false;
  const trace = value.get('trace');
  return isRun(value) || (trace !== undefined && isObject(trace) && isRun(trace));
}

/** The `langsmith` command writes `run_id`. */
function isRun(object: JsonObject): boolean {
  const id = object.get('id') ?? object.get('run_id');
  const isNamed = typeof id === 'string' && id !== '';
  return isNamed && ['run_type', 'start_time', 'name'].some((member) => object.has(member));
}

/** A run, or what has one in it. */
function holdsRun(value: JsonValue): boolean {
  return holdsOne(value) || shapeOfValue(value) !== null;
}

/** The first line is enough, since the others are alike: it is one of these, and another line follows. */
function holdsLines(text: string, isOne: (value: JsonValue) => boolean): boolean {
  const end = text.indexOf('\n');
  if (end < 0 || end > LONGEST_LINE || !/^\s*\{/.test(text.slice(end, end + 100))) return false;
  const line = parsed(text.slice(0, end));
  return line !== null && isOne(line);
}

/** For a text that ends early: members of a run, whatever they belong to. */
function beginsWithRun(text: string): boolean {
  return /^\s*[[{]/.test(text) && /"(?:run_)?id"\s*:\s*"/.test(text) && /"(?:run_type|start_time)"\s*:/.test(text);
}

function parsed(text: string): JsonValue | null {
  try {
    return parseJson(text).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return null;
    throw error;
  }
}
