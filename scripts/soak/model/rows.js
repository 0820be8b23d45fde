import {isNewer, recordKey, snapshotsOf, winnersOf} from './files.js';
import {groupBy} from './order.js';
import {isWithin} from './scope.js';

/**
 * What must be in a database: rows by the keys of their records.
 *
 * @typedef {import('./files.js').RunRecord} RunRecord
 * @typedef {import('./files.js').TreeFile} TreeFile
 * @typedef {import('./scope.js').Scope} Scope
 * @typedef {ReadonlyMap<string, RunRecord>} Rows
 */

/** After a load. @param {Rows} rows @param {readonly TreeFile[]} files @param {Scope} scope @returns {Rows} */
export function afterLoad(rows, files, scope) {
  const after = new Map(rows);
  const snapshots = snapshotsOf(files.filter((file) => isWithin(scope, file)));
  for (const [key, ofRecord] of groupBy(snapshots, recordKey)) {
    const newest = ofRecord.reduce((best, each) => (isNewer(each, best) ? each : best));
    const row = rows.get(key);
    // A file always replaces the row that came from it, even by something older.
    const isFromOneOfThem = row !== undefined && ofRecord.some(({fileName}) => fileName === row.fileName);
    if (row === undefined || isFromOneOfThem || isNewer(newest, row)) after.set(key, newest);
  }
  return after;
}

/** @param {Rows} rows @param {string} before @param {string | null} project @returns {Rows} */
export function afterPrune(rows, before, project) {
  return new Map([...rows].filter(([, row]) => row.date >= before || (project !== null && row.project !== project)));
}

/**
 * How a record differs between the files and the database.
 *
 * @typedef {'missing' | 'extra' | 'changed' | 'superseded' | 'unreadable'} Kind
 * @typedef {{key: string, kind: Kind, file: RunRecord | null, row: RunRecord | null}} Difference
 */

/** @param {readonly TreeFile[]} files @param {Rows} rows @param {Scope} scope @returns {{same: number, differences: Difference[]}} */
export function differencesOf(files, rows, scope) {
  const inScope = files.filter((file) => isWithin(scope, file));
  const winners = winnersOf(inScope);
  const held = new Map([...rows].filter(([, row]) => isWithin(scope, row)));
  /** @type {Difference[]} */
  const differences = [];
  let same = 0;
  for (const key of new Set([...winners.keys(), ...held.keys()])) {
    const [file, row] = [winners.get(key) ?? null, held.get(key) ?? null];
    if (file !== null && row !== null && file.content === row.content && file.traceId === row.traceId) same += 1;
    else differences.push({key, kind: kindOf(file, row, inScope), file, row});
  }
  return {same, differences};
}

/** @param {RunRecord | null} file @param {RunRecord | null} row @param {readonly TreeFile[]} files @returns {Kind} */
function kindOf(file, row, files) {
  if (row !== null && isBehindUnreadable(file, row, files)) return 'unreadable';
  if (row === null) return 'missing';
  if (file === null) return 'extra';
  if (file.content === row.content) return 'changed';
  const isKnown = snapshotsOf(files).some((each) => recordKey(each) === recordKey(row) && each.content === row.content);
  return isKnown ? 'superseded' : 'changed';
}

/** Whether the row came from a file that cannot be read now. @param {RunRecord | null} file @param {RunRecord} row @param {readonly TreeFile[]} files */
function isBehindUnreadable(file, row, files) {
  return files.some(({project, date, fileName, meaning}) => {
    if (meaning !== null || project !== row.project || date !== row.date) return false;
    const isNamedAfter =
      fileName.startsWith(`${row.runId}_`) && /^[0-9]+\.json$/.test(fileName.slice(row.runId.length + 1));
    return fileName === row.fileName || (file === null && isNamedAfter);
  });
}

/**
 * @param {readonly TreeFile[]} files
 * @param {Rows} rows
 * @param {Scope} scope
 * @param {{prune: boolean, discardUnreadable: boolean}} options
 * @returns {{rows: Rows, writes: number, deletes: number, left: number}}
 */
export function afterRepair(files, rows, scope, {prune, discardUnreadable}) {
  const after = new Map(rows);
  const counts = {writes: 0, deletes: 0, left: 0};
  for (const {key, kind, file} of differencesOf(files, rows, scope).differences) {
    const isLeft = kind === 'unreadable' ? !discardUnreadable : kind === 'extra' && !prune;
    if (isLeft) counts.left += 1;
    else if (file === null) {
      counts.deletes += 1;
      after.delete(key);
    } else {
      counts.writes += 1;
      after.set(key, file);
    }
  }
  return {rows: after, ...counts};
}
