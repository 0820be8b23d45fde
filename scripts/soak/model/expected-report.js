import {indentedText, number, object} from '../documents/json-text.js';
import {printedStart} from '../documents/run-values.js';
import {byCodePoint, groupBy, keyOf} from './order.js';
import {datesBetween} from './scope.js';

/**
 * The exact bytes of both reports, from records whose meaning is known.
 *
 * @typedef {import('./files.js').RunRecord} RunRecord
 * @typedef {import('../documents/document.js').FailingRun} FailingRun
 * @typedef {FailingRun & {record: RunRecord, position: number, printedId: string | null}} ListedRun
 * @typedef {{traceId: string, symbol: string, runs: ListedRun[]}} FailingTrace
 */

/** @param {readonly RunRecord[]} records @param {{project: string | null, from: string, to: string}} question */
export function expectedErrors(records, {project, from, to}) {
  const rows = datesBetween(from, to).map((date) => {
    const ofDate = recordsOf(records, project, date);
    const total = tracesOf(ofDate).length;
    const failing = failingTracesOf(ofDate).length;
    return `${date},${total},${failing},${rate(failing, total)}\n`;
  });
  return `Date,Total Traces,Zenrows Errors,Error Rate\n${rows.join('')}`;
}

/** @param {readonly RunRecord[]} records @param {{project: string | null, date: string}} question */
export function expectedDetailText(records, {project, date}) {
  const traces = failingTracesOf(recordsOf(records, project, date));
  if (traces.length === 0) return `No zenrows errors found for ${date}.\n`;
  const lines = ['Zenrows Error Detail Report', '========================================', ''];
  for (const [symbol, entries] of bySymbol(traces)) {
    lines.push(`${symbol}:`);
    for (const [traceId, runs] of entries) {
      lines.push(`  ${traceId}:`);
      for (const {error, start, url} of runs) {
        lines.push(`    Error: ${error.text}`, `      Time: ${start.text}`, `      URL: ${url ?? '-'}`);
      }
    }
    lines.push('');
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** @param {readonly RunRecord[]} records @param {{project: string | null, date: string}} question */
export function expectedDetailJson(records, {project, date}) {
  const traces = failingTracesOf(recordsOf(records, project, date));
  const symbols = bySymbol(traces);
  const count = (/** @type {Map<string, ListedRun[]>} */ entries) => [...entries.values()].flat().length;
  const total = [...symbols.values()].reduce((sum, entries) => sum + count(entries), 0);
  const report = object({
    report_type: 'zenrows_detail',
    report_date: date,
    project: project ?? 'all',
    summary: object({
      total_errors: number(total),
      total_traces: number(traces.length),
      crypto_symbols: number(symbols.size),
      errors_by_crypto: members([...symbols].map(([symbol, entries]) => [symbol, number(count(entries))])),
    }),
    details: members(
      [...symbols].map(([symbol, entries]) => [
        symbol,
        members([...entries].map(([traceId, runs]) => [traceId, runs.map(runJson)])),
      ]),
    ),
  });
  return `${indentedText(report).replace(INERT_IN_JSON, escaped)}\n`;
}

/** Stands in strings alone; there an escape is the same value; `JSON.stringify` escapes what is below a space. */
const INERT_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** @param {string} character */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** How many records stand behind a question. @param {readonly RunRecord[]} records @param {string | null} project @param {string} date */
export function recordsOf(records, project, date) {
  return records.filter((record) => record.date === date && (project === null || record.project === project));
}

/** @param {ListedRun} run */
function runJson({printedId, status, error, start, url}) {
  return object({
    run_id: printedId,
    name: 'zenrows_scraper',
    status,
    error: error.printed,
    start_time: printedStart(start),
    target_url: url,
  });
}

/** @param {readonly (readonly [string, import('../documents/json-text.js').Json])[]} entries */
function members(entries) {
  const made = object({});
  made.members = entries;
  return made;
}

/** @param {readonly RunRecord[]} records @returns {RunRecord[][]} */
function tracesOf(records) {
  return [...groupBy(records, ({project, date, traceId}) => keyOf(project, date, traceId)).values()];
}

/** @param {readonly RunRecord[]} records @returns {FailingTrace[]} */
function failingTracesOf(records) {
  return tracesOf(records).flatMap((trace) => {
    const ordered = trace.toSorted((left, right) => byCodePoint(left.runId, right.runId));
    const runs = listedOnce(ordered.flatMap(runsOf));
    const root = ordered.find(({runId, traceId}) => runId === traceId);
    const symbols = [...(root === undefined ? [] : [root]), ...ordered].map(({meaning}) => meaning.symbol);
    const symbol = symbols.find((each) => each !== null) ?? 'Unknown';
    return runs.length === 0 ? [] : [{traceId: ordered[0]?.traceId ?? '', symbol, runs}];
  });
}

/** @param {RunRecord} record @returns {ListedRun[]} */
function runsOf(record) {
  return record.meaning.failing.map((run, position) => {
    const id = run.isOwn ? record.runId : run.id;
    return {...run, id, printedId: id, record, position};
  });
}

/** A run that stands in several records is listed once: its own record's, else the first. @param {ListedRun[]} runs by run id of their records */
function listedOnce(runs) {
  return runs.filter((run) => {
    if (run.id === null) return true;
    const copies = runs.filter(({id}) => id === run.id);
    return run === (copies.find(({isOwn}) => isOwn) ?? copies[0]);
  });
}

/** @param {readonly FailingTrace[]} traces @returns {Map<string, Map<string, ListedRun[]>>} */
function bySymbol(traces) {
  const symbols = [...groupBy(traces, ({symbol}) => symbol)].sort(([left], [right]) => byCodePoint(left, right));
  return new Map(
    symbols.map(([symbol, ofSymbol]) => {
      const entries = [...groupBy(ofSymbol, ({traceId}) => traceId)].sort(([left], [right]) =>
        byCodePoint(left, right),
      );
      return [
        symbol,
        new Map(entries.map(([traceId, same]) => [traceId, same.flatMap(({runs}) => runs).sort(byStart)])),
      ];
    }),
  );
}

/** @param {ListedRun} left @param {ListedRun} right */
function byStart(left, right) {
  const [at, other] = [left.start.microseconds ?? Infinity, right.start.microseconds ?? Infinity];
  if (at !== other) return at < other ? -1 : 1;
  return (
    byCodePoint(left.id ?? '', right.id ?? '') ||
    byCodePoint(left.record.project, right.record.project) ||
    byCodePoint(left.record.runId, right.record.runId) ||
    left.position - right.position
  );
}

/** In exact whole numbers: tenths of a per cent of the double, a tie to the even digit. @param {number} failing @param {number} total */
function rate(failing, total) {
  if (total === 0) return '0.0%';
  const percent = (failing / total) * 100;
  const [whole = '0', fraction = ''] = percent.toFixed(20).split('.');
  const tenths = BigInt(whole) * 10n + BigInt(fraction.slice(0, 1));
  const rest = BigInt(fraction.slice(1).padEnd(19, '0'));
  const half = 5n * 10n ** 18n;
  const isUp = rest > half || (rest === half && tenths % 2n === 1n);
  const rounded = tenths + (isUp ? 1n : 0n);
  return `${rounded / 10n}.${rounded % 10n}%`;
}
