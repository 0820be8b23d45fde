import {isBlank, trimBlanks} from '../code-points.ts';
import {errorLine} from '../error-text.ts';
import {compactJson, printNumber, withSortedKeys} from '../json-printer.ts';
import {readJson} from '../json-reader.ts';
import {ExactNumber, type Json, member} from '../json-value.ts';
import {type Moment, printMoment, readMoment} from '../moment.ts';
import {placeOf, type Run, type Trace, type Unit} from './unit.ts';

/** A value of a field; a missing one is undefined. */
export type Value = string | boolean | ExactNumber | Moment | readonly string[];

export type FieldType = 'text' | 'number' | 'time' | 'flag' | 'list' | 'any';

type Path = readonly string[];

/** Fields that are one stored value, by the places at which LangSmith may have it: the first that has one of the type counts. */
const STORED: Readonly<Record<string, readonly [FieldType, ...Path[]]>> = {
  name: ['text', ['name']],
  run_type: ['text', ['run_type']],
  model: [
    'text',
    ['extra', 'metadata', 'ls_model_name'],
    ['outputs', 'llm_output', 'model_name'],
    ['outputs', 'llm_output', 'model'],
    ['extra', 'invocation_params', 'model_name'],
    ['extra', 'invocation_params', 'model'],
  ],
  provider: ['text', ['extra', 'metadata', 'ls_provider']],
  start: ['time', ['start_time']],
  end: ['time', ['end_time']],
  prompt_tokens: tokens('prompt_tokens', 'input_tokens'),
  completion_tokens: tokens('completion_tokens', 'output_tokens'),
  total_tokens: tokens('total_tokens', 'total_tokens'),
  prompt_cost: cost('prompt_cost', 'input_cost'),
  completion_cost: cost('completion_cost', 'output_cost'),
  total_cost: cost('total_cost', 'total_cost'),
  tags: ['list', ['tags']],
};

/** Fields that are made of something. */
const MADE: Readonly<Record<string, readonly [FieldType, (unit: Unit) => Value | undefined]>> = {
  project: ['text', ({trace}) => trace.project],
  day: ['text', ({trace}) => trace.date],
  week: ['text', ({trace}) => isoWeek(trace.date)],
  month: ['text', ({trace}) => trace.date.replace(/-\d\d$/, '')],
  hour: ['text', (unit) => hourOf(timeAt(unit, 'start_time'))],
  status: ['text', ({run}) => statusOf(run?.run.get('status'))],
  error: ['text', ({run}) => payloadText(run?.run.get('error'))],
  error_message: ['text', ({run}) => errorLine(run?.run.get('error'))],
  symbol: ['text', ({trace}) => symbolOf(trace)],
  latency: ['number', (unit) => seconds(timeAt(unit, 'start_time'), timeAt(unit, 'end_time'))],
  first_token: ['number', (unit) => seconds(timeAt(unit, 'start_time'), timeAt(unit, 'first_token_time'))],
  is_root: ['flag', ({trace, run}) => (run === undefined ? undefined : run.id === trace.traceId)],
  depth: ['number', ({trace, run}) => (run === undefined ? undefined : wholeNumber(waysUp(trace, run)?.length))],
  parent_name: [
    'text',
    ({trace, run}) => {
      const name = run === undefined ? undefined : waysUp(trace, run)?.[0]?.run.get('name');
      return typeof name === 'string' ? name : undefined;
    },
  ],
  trace_id: ['text', ({trace}) => trace.traceId],
  run_id: ['text', ({run}) => run?.id],
};

const ROOTS: Readonly<Record<string, Path>> = {
  inputs: ['inputs'],
  outputs: ['outputs'],
  metadata: ['extra', 'metadata'],
};

export function typeOf(name: string): FieldType {
  return STORED[name]?.[0] ?? MADE[name]?.[0] ?? 'any';
}

/** The place of `inputs.a`, `metadata."a key.with dots"` in a run; undefined for a field that has a name. */
export function payloadPath(name: string): string[] | undefined {
  if (Object.hasOwn(STORED, name) || Object.hasOwn(MADE, name)) return undefined;
  const steps = [...name.matchAll(/"((?:\\.|[^\\"])*)"|[^".]+/gs)].map(([all, quoted]) =>
    quoted === undefined ? all : quoted.replace(/\\(.)/gs, '$1'),
  );
  const [root = '', ...rest] = steps;
  return [...(ROOTS[root] ?? []), ...rest];
}

export function fieldValue(unit: Unit, name: string): Value | undefined {
  const path = payloadPath(name);
  if (path !== undefined) return payloadValue(storedAt(unit.run, path));
  const [, make] = MADE[name] ?? [];
  if (make !== undefined) return make(unit);
  const [type, ...places] = STORED[name] as readonly [FieldType, ...Path[]];
  for (const place of places) {
    const value = asType(type, storedAt(unit.run, place));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** As a key; two values that print alike are one key, and one for `distinct`. */
export function printValue(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value instanceof ExactNumber) return printNumber(value);
  return isMoment(value) ? printTime(value) : compactJson([...value]);
}

/** `YYYY-MM-DDTHH:MM:SS[.fraction]Z` */
export function printTime(moment: Moment): string {
  const [date, time] = printMoment(moment).split(' ');
  return `${date}T${time}${moment.fraction && `.${moment.fraction}`}Z`;
}

export function isMoment(value: Value | undefined): value is Moment {
  return typeof value === 'object' && 'seconds' in value;
}

/** A text that is a JSON number from its first character to its last, within what a document may hold. */
export function numberIn(text: string): ExactNumber | undefined {
  if (!/^[-0-9][-+.0-9eE]*$/.test(text)) return undefined;
  try {
    return readJson(text) as ExactNumber;
  } catch {
    return undefined;
  }
}

function tokens(inRun: string, inUsage: string): [FieldType, ...Path[]] {
  return [
    'number',
    [inRun],
    ['outputs', 'llm_output', 'token_usage', inRun],
    ['outputs', 'usage_metadata', inUsage],
    ['extra', 'metadata', 'usage_metadata', inUsage],
  ];
}

function cost(inRun: string, inUsage: string): [FieldType, ...Path[]] {
  return ['number', [inRun], ['outputs', 'usage_metadata', inUsage], ['extra', 'metadata', 'usage_metadata', inUsage]];
}

function storedAt(run: Run | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(member, run?.run);
}

function asType(type: FieldType, stored: Json | undefined): Value | undefined {
  if (type === 'text') return typeof stored === 'string' ? stored : undefined;
  if (type === 'time') return readMoment(stored);
  if (type === 'list') {
    return Array.isArray(stored) ? stored.filter((element) => typeof element === 'string') : undefined;
  }
  if (typeof stored === 'string') return numberIn(stored);
  return stored instanceof ExactNumber ? stored : undefined;
}

function payloadValue(stored: Json | undefined): Value | undefined {
  if (typeof stored === 'boolean' || stored instanceof ExactNumber) return stored;
  return payloadText(stored);
}

function payloadText(stored: Json | undefined): string | undefined {
  if (stored === undefined || stored === null) return undefined;
  return typeof stored === 'string' ? stored : compactJson(withSortedKeys(stored));
}

function statusOf(stored: Json | undefined): string | undefined {
  if (typeof stored !== 'string') return undefined;
  return [...stored].map((letter) => (letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : letter)).join('');
}

function symbolOf({traceId, records}: Trace): string | undefined {
  const ofRoot = records.filter(({runId}) => runId === traceId);
  for (const {run} of [...ofRoot, ...records]) {
    const inputs = run.get('inputs');
    for (const stored of [member(inputs, 'crypto_symbol'), member(member(inputs, 'input_data'), 'crypto_symbol')]) {
      if (typeof stored === 'string' && !isBlank(stored)) return trimBlanks(stored).toUpperCase();
    }
  }
  return undefined;
}

function timeAt({run}: Unit, key: string): Moment | undefined {
  return readMoment(run?.run.get(key));
}

function hourOf(moment: Moment | undefined): string | undefined {
  return moment && `${printMoment(moment).split(':')[0]}:00`;
}

function seconds(from: Moment | undefined, to: Moment | undefined): ExactNumber | undefined {
  if (from === undefined || to === undefined) return undefined;
  const places = Math.max(from.fraction.length, to.fraction.length);
  const units = ({seconds, fraction}: Moment) =>
    BigInt(seconds) * 10n ** BigInt(places) + BigInt(fraction.padEnd(places, '0') || '0');
  const difference = units(to) - units(from);
  return new ExactNumber(difference < 0n, String(difference < 0n ? -difference : difference), -places);
}

/** The runs above a run, the nearest first, as far as the trace has them; undefined where the way leads in a circle. */
function waysUp(trace: Trace, run: Run): Run[] | undefined {
  const way: Run[] = [];
  for (let next = above(trace, run); next !== undefined; next = above(trace, next)) {
    if (way.includes(next)) return undefined;
    way.push(next);
  }
  return way;
}

function above(trace: Trace, {run, holder}: Run): Run | undefined {
  if (holder !== undefined) return holder;
  const parent = run.get('parent_run_id');
  return typeof parent === 'string' ? placeOf(trace, parent) : undefined;
}

function wholeNumber(value: number | undefined): ExactNumber | undefined {
  return value === undefined ? undefined : new ExactNumber(false, String(value), 0);
}

/** Weeks begin on Monday; the first of a year is the one with its first Thursday. */
function isoWeek(date: string): string {
  const day = 86_400_000;
  const time = Date.parse(`${date}T00:00:00Z`);
  const sinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  const thursday = new Date(time + (3 - sinceMonday) * day).toISOString();
  const year = thursday.slice(0, 4);
  const dayOfYear = (Date.parse(thursday) - Date.parse(`${year}-01-01T00:00:00Z`)) / day;
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`;
}
