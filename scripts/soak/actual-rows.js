import {LOSSY} from './actions/export.js';
import {dayKey, recordKey} from './model/files.js';
import {groupBy} from './model/order.js';

/**
 * @typedef {import('./databases/database.js').StoredRow} StoredRow
 * @typedef {import('./model/rows.js').Rows} Rows
 * @typedef {{rows: Rows, lost: string[], wrong: string[], isAfter: boolean}} Reconciled
 */

/** A row as one line, so that equal rows are equal texts. @param {StoredRow} row */
function storedLine({project, date, runId, traceId, fileName, content, hasRaw, isFailing}) {
  return JSON.stringify([project, date, runId, traceId, fileName, content, hasRaw, isFailing]);
}

/** @param {import('./model/files.js').RunRecord} record */
function expectedLine({project, date, runId, traceId, fileName, content, meaning}) {
  const isLossy = content.endsWith(LOSSY);
  const hasRaw = !meaning.isExact && !isLossy;
  return JSON.stringify([
    project,
    date,
    runId,
    traceId,
    fileName,
    content.replace(LOSSY, ''),
    hasRaw,
    meaning.failing.length > 0,
  ]);
}

/**
 * Compares what is in a database with what must be there: each project and date as it was before or as it is after the work,
 * and all of them alike if the work is one transaction.
 *
 * @param {readonly StoredRow[]} stored
 * @param {{before: Rows, after: Rows, unit: 'day' | 'whole', isDone: boolean}} expected
 * @returns {Reconciled}
 */
export function reconcile(stored, {before, after, unit, isDone}) {
  const found = linesByDay(stored, storedLine);
  const [old, next] = [before, after].map((rows) => linesByDay([...rows.values()], expectedLine));
  const days = new Set([...found.keys(), ...(old?.keys() ?? []), ...(next?.keys() ?? [])]);
  const is = (/** @type {string} */ day, /** @type {Map<string, string[]> | undefined} */ lines) =>
    same(found.get(day), lines?.get(day));
  const isAfter = [...days].every((day) => is(day, next));
  const isBefore = !isDone && [...days].every((day) => is(day, old));
  if (isAfter || isBefore) return {rows: isAfter ? after : before, lost: [], wrong: [], isAfter};
  if (!isDone && unit === 'day' && [...days].every((day) => is(day, next) || is(day, old))) {
    const rows = [...days].flatMap((day) =>
      [...(is(day, next) ? after : before)].filter(([, row]) => dayKey(row) === day),
    );
    return {rows: new Map(rows), lost: [], wrong: [], isAfter: false};
  }
  const keys = new Set(stored.map(recordKey));
  const lost = [...before.keys()].filter((key) => after.has(key) && !keys.has(key));
  const wrong = [...days]
    .filter((day) => !is(day, next))
    .map(
      (day) =>
        `${day}: ${firstDifference(found.get(day) ?? [], next?.get(day) ?? [])}${is(day, old) ? ' (as before the command)' : ''}`,
    );
  return {rows: after, lost, wrong, isAfter: false};
}

/** @template {{project: string, date: string}} R @param {readonly R[]} rows @param {(row: R) => string} lineOf */
function linesByDay(rows, lineOf) {
  return new Map([...groupBy(rows, dayKey)].map(([day, ofDay]) => [day, ofDay.map(lineOf).sort()]));
}

/** @param {readonly string[]} [left] @param {readonly string[]} [right] */
function same(left = [], right = []) {
  return left.length === right.length && left.every((line, at) => line === right[at]);
}

/** @param {readonly string[]} found @param {readonly string[]} expected */
function firstDifference(found, expected) {
  const extra = found.filter((line) => !expected.includes(line));
  const missing = expected.filter((line) => !found.includes(line));
  return `found ${extra[0] ?? 'nothing'}, expected ${missing[0] ?? 'nothing'} (${extra.length} and ${missing.length} such rows)`;
}
