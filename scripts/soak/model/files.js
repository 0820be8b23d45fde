import {byCodePoint, groupBy, keyOf} from './order.js';

/**
 * @typedef {import('../documents/document.js').Meaning} Meaning
 *
 * @typedef {object} TreeFile
 * @property {string} project
 * @property {string} date
 * @property {string} fileName
 * @property {Meaning | null} meaning null: it cannot be read
 * @property {Buffer} bytes
 * @property {import('../documents/document.js').Document} [document] what was written, if it can be read
 *
 * @typedef {object} RunRecord a record as a source holds it
 * @property {string} project
 * @property {string} date
 * @property {string} runId the key; of a row it is its column
 * @property {string} traceId
 * @property {string | null} fileName
 * @property {Meaning} meaning what its document says
 * @property {string} content differs from `meaning.content` only if the database lost characters that `raw` had
 */

/** Whether one snapshot is newer than another. @param {RunRecord} left @param {RunRecord} right */
export function isNewer(left, right) {
  const [at, other] = [left.meaning.extractedAt ?? -Infinity, right.meaning.extractedAt ?? -Infinity];
  if (at !== other) return at > other;
  // A row of another program has no file, and yields to any.
  if (left.fileName === null || right.fileName === null) return left.fileName !== null;
  return byCodePoint(left.fileName, right.fileName) > 0;
}

/** @param {TreeFile & {meaning: Meaning}} file @returns {RunRecord} */
export function snapshotOf({project, date, fileName, meaning}) {
  return {project, date, fileName, meaning, runId: meaning.runId, traceId: meaning.traceId, content: meaning.content};
}

/** @param {readonly TreeFile[]} files @returns {RunRecord[]} readable ones, superseded ones included */
export function snapshotsOf(files) {
  return files.flatMap((file) => (file.meaning === null ? [] : [snapshotOf({...file, meaning: file.meaning})]));
}

/** The winning snapshots, by their keys. @param {readonly TreeFile[]} files @returns {Map<string, RunRecord>} */
export function winnersOf(files) {
  const groups = groupBy(snapshotsOf(files), recordKey);
  return new Map(
    [...groups].map(([key, snapshots]) => [key, snapshots.reduce((best, each) => (isNewer(each, best) ? each : best))]),
  );
}

/** @param {{project: string, date: string, runId: string}} record */
export function recordKey({project, date, runId}) {
  return keyOf(project, date, runId);
}

/** @param {{project: string, date: string}} day */
export function dayKey({project, date}) {
  return keyOf(project, date);
}
