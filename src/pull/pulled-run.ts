import {parseInstant} from '../core/instant.ts';
import {JsonScan} from '../core/json/json-scan.ts';
import type {Outline} from '../core/json/outline.ts';
import {JsonSyntaxError, parseJson} from '../core/json/parse.ts';
import {strippedValue} from '../core/json/stripped-value.ts';
import {isArray, isObject, type JsonObject, type JsonValue} from '../core/json/value.ts';

/** What a pull must know of a run. Moments are milliseconds since 1970, rounded down; null if they are missing or unreadable. */
export interface PulledRun {
  readonly id: string;
  readonly traceId: string;
  readonly start: number | null;
  readonly end: number | null;
  /** When the root of its trace started. */
  readonly traceStart: number | null;
}

const outline: Outline = {
  members: {
    id: {},
    trace_id: {},
    dotted_order: {},
    parent_run_id: {},
    parent_run_ids: {},
    start_time: {},
    end_time: {},
  },
};

/** Reads runs by a scan of their bytes, with the exact reader behind it. */
export class PulledRunReader {
  readonly #scan = JsonScan.start(outline);

  /** Null for a text that is no run with a readable id: the import says what is wrong with it. */
  read(bytes: Buffer): PulledRun | null {
    const found = this.#scan?.scan(bytes) ?? null;
    const value = found === null ? exactly(bytes) : strippedValue(found.parts, found.parts.root, outline);
    this.#scan?.release();
    return isObject(value) ? pulledRun(value) : null;
  }
}

function pulledRun(run: JsonObject): PulledRun | null {
  const id = run.get('id');
  if (typeof id !== 'string' || id === '') return null;
  const traceId = run.get('trace_id');
  const start = moment(run.get('start_time'));
  const hasParent = hasText(run.get('parent_run_id')) || hasElements(run.get('parent_run_ids'));
  const isRoot = hasText(traceId) ? traceId === id : !hasParent;
  return {
    id,
    traceId: typeof traceId === 'string' && traceId !== '' ? traceId : id,
    start,
    end: moment(run.get('end_time')),
    traceStart: isRoot && start !== null ? start : rootStart(run.get('dotted_order')),
  };
}

function exactly(bytes: Buffer): JsonValue {
  try {
    return parseJson(bytes.toString('utf8')).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return null;
    throw error;
  }
}

/** The first part is the root's: `20250913T100000000000Z` and its id, with the digits of the fraction of a second before the `Z`. */
function rootStart(dottedOrder: JsonValue | undefined): number | null {
  if (typeof dottedOrder !== 'string') return null;
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,9})Z/.exec(dottedOrder) ?? [];
  const dot = fraction === '' ? '' : `.${fraction}`;
  return moment(`${year}-${month}-${day}T${hour}:${minute}:${second}${dot}Z`);
}

function moment(value: JsonValue | undefined): number | null {
  const instant = parseInstant(value);
  return instant === null ? null : instant.seconds * 1000 + Number(instant.fraction.slice(0, 3).padEnd(3, '0'));
}

function hasText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function hasElements(value: JsonValue | undefined): boolean {
  return isArray(value) && value.length > 0;
}
