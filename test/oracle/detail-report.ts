import {byCodePoint, trimEndBlanks} from './code-points.ts';
import {escapeControls} from './control-characters.ts';
import {errorText, truncate} from './error-text.ts';
import {byStart, type FailingRun, failingTrace, tracesOf} from './failing-trace.ts';
import {indentedJson, withSortedKeys} from './json-printer.ts';
import {ExactNumber, type Json, type JsonObject, member, nonEmptyString} from './json-value.ts';
import {maskText, maskValue} from './masking.ts';
import {printMoment, readMoment} from './moment.ts';
import {readTree} from './run-record.ts';
import type {TreeFile} from './tree-file.ts';

export interface DetailQuestion {
  /** Null: all projects together. */
  readonly project: string | null;
  readonly date: string;
  readonly mask: boolean;
}

/** Symbol, then trace id, then the failing runs in the order of the report. */
type Details = Map<string, Map<string, FailingRun[]>>;

/** What `lse report zenrows-detail` prints. */
export function zenrowsDetailText(files: readonly TreeFile[], question: DetailQuestion): string {
  const {details} = answer(files, question);
  if (details.size === 0) return `No zenrows errors found for ${question.date}.\n`;
  const lines = ['Zenrows Error Detail Report', '='.repeat(40), ''];
  for (const [symbol, traces] of details) {
    lines.push(`${symbol}:`);
    for (const [traceId, runs] of traces) {
      lines.push(`  ${traceId}:`, ...runs.flatMap((run) => runLines(run.run, question.mask)));
    }
    lines.push('');
  }
  // A lone surrogate has no UTF-8: whoever writes the text prints U+FFFD for it.
  return lines.map((line) => `${trimEndBlanks(escapeControls(line)).toWellFormed()}\n`).join('');
}

export function zenrowsDetailJson(files: readonly TreeFile[], question: DetailQuestion): string {
  const {details, failingTraces} = answer(files, question);
  const bySymbol = [...details].map(([symbol, traces]): [string, Json] => [symbol, count([...traces.values()].flat())]);
  const report: JsonObject = new Map<string, Json>([
    ['report_type', 'zenrows_detail'],
    ['report_date', question.date],
    ['project', question.project ?? 'all'],
    [
      'summary',
      new Map<string, Json>([
        ['total_errors', count([...details.values()].flatMap((traces) => [...traces.values()].flat()))],
        ['total_traces', new ExactNumber(false, String(failingTraces), 0)],
        ['crypto_symbols', count([...details.keys()])],
        ['errors_by_crypto', new Map(bySymbol)],
      ]),
    ],
    [
      'details',
      mapValues(details, (traces) => mapValues(traces, (runs) => runs.map((run) => runJson(run, question.mask)))),
    ],
  ]);
  // In JSON they stand within strings alone, where their escapes say the same.
  return `${indentedJson(report).split('\n').map(escapeControls).join('\n')}\n`;
}

function answer(files: readonly TreeFile[], question: DetailQuestion): {details: Details; failingTraces: number} {
  const records = readTree(files).records.filter(
    (record) => record.date === question.date && (question.project === null || record.project === question.project),
  );
  const traces = tracesOf(records).flatMap((trace) => failingTrace(trace) ?? []);
  const details: Details = new Map();
  for (const symbol of sorted(traces.map((trace) => trace.symbol))) {
    const ofSymbol = traces.filter((trace) => trace.symbol === symbol);
    const entries = sorted(ofSymbol.map((trace) => trace.traceId)).map((traceId): [string, FailingRun[]] => [
      traceId,
      ofSymbol
        .filter((trace) => trace.traceId === traceId)
        .flatMap((trace) => trace.runs)
        .sort(byStart),
    ]);
    details.set(symbol, new Map(entries));
  }
  return {details, failingTraces: traces.length};
}

function runLines(run: JsonObject, mask: boolean): string[] {
  const hide = mask ? maskText : (text: string) => text;
  return [
    `    Error: ${errorText(run.get('error'), mask)}`,
    `      Time: ${timeText(run.get('start_time'), hide)}`,
    `      URL: ${truncate(hide(targetUrl(run) ?? '-'), 2000)}`,
  ];
}

function timeText(startTime: Json | undefined, hide: (text: string) => string): string {
  const moment = readMoment(startTime);
  if (moment !== undefined) return printMoment(moment);
  return hide(nonEmptyString(startTime) ?? 'unknown');
}

function runJson({run, printedId}: FailingRun, mask: boolean): JsonObject {
  const hide = mask ? maskValue : (value: Json) => value;
  const stored = (key: string) => hide(withSortedKeys(run.get(key) ?? null));
  return new Map<string, Json>([
    ['run_id', withSortedKeys(printedId)],
    ['name', stored('name')],
    ['status', stored('status')],
    ['error', stored('error')],
    ['start_time', stored('start_time')],
    ['target_url', hide(targetUrl(run) ?? null)],
  ]);
}

function targetUrl(run: JsonObject): string | undefined {
  const inputs = run.get('inputs');
  return ['input', 'url', 'target_url']
    .map((key) => nonEmptyString(member(inputs, key)))
    .find((url) => url !== undefined);
}

function sorted(texts: string[]): string[] {
  return [...new Set(texts)].sort(byCodePoint);
}

function count(items: unknown[]): ExactNumber {
  return new ExactNumber(false, String(items.length), 0);
}

function mapValues<V>(map: Map<string, V>, change: (value: V) => Json): JsonObject {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
