import {LOSSY} from './actions/export.js';
import {clearRaw, deleteRow, insertRow, moveRow, replaceDocument, replaceTraceId} from './databases/database.js';
import {makeDocument, makeTraceless} from './documents/document.js';
import {jsonText} from './documents/json-text.js';
import {recordKey} from './model/files.js';
import {dates, projects} from './tree.js';

/**
 * @typedef {import('./random.js').Random} Random
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./model/files.js').RunRecord} RunRecord
 */

/** Changes of the files. @type {Readonly<Record<string, {what: string, weight: number, apply: (tree: Tree, random: Random) => void}>>} */
export const fileEdits = {
  'new-run': {what: 'a file of a new run', weight: 6, apply: (tree, random) => tree.addRun(random)},
  'new-snapshot': {
    what: 'another file of a run, older, newer or as old',
    weight: 5,
    apply: (tree, random) => tree.addSnapshot(random),
  },
  'changed-file': {what: 'another document in a file', weight: 4, apply: (tree, random) => tree.changeFile(random)},
  'rewritten-file': {
    what: 'the same value, written otherwise: spaces, order, escapes, duplicate keys, a byte order mark',
    weight: 2,
    apply: (tree, random) => tree.rewriteFile(random),
  },
  'deleted-file': {what: 'a file goes', weight: 2, apply: (tree, random) => tree.deleteFile(random)},
  'spoiled-file': {
    what: 'a file becomes unreadable: cut, not UTF-8, NaN, too deep, out of range …',
    weight: 2,
    apply: (tree, random) => tree.spoilFile(random),
  },
  'unreadable-file': {
    what: 'a file that was never readable',
    weight: 1,
    apply: (tree, random) => tree.addUnreadable(random),
  },
};

/** @typedef {import('./databases/database.js').Database} Database @typedef {{database: Database, rows: Map<string, RunRecord>, tree: Tree, random: Random}} RowEdit */

/** Changes of rows by plain SQL, behind the back of `lse`. @type {Readonly<Record<string, {what: string, weight: number, apply: (edit: RowEdit) => Promise<void>}>>} */
export const rowEdits = {
  'row-deleted': {
    what: 'delete',
    weight: 3,
    apply: async ({database, rows, random}) => {
      const row = pickRow(rows, random);
      if (row === null) return;
      await deleteRow(database, row);
      rows.delete(recordKey(row));
    },
  },
  'row-inserted': {
    what: 'insert of a run that no file has',
    weight: 2,
    apply: async ({database, rows, tree, random}) => {
      const [project, date, runId] = [random.pick(projects), random.pick(dates), `sql-${random.integer(1, 40)}`];
      const identity = {
        runId,
        traceId: random.pick([runId, `trace-${random.integer(1, 8)}`]),
        extractedAt: null,
        content: tree.nextRevision(),
      };
      const document = random.chance(0.2)
        ? makeTraceless(identity)
        : makeDocument(random, identity, {has: exactOnly(tree), otherIds: []});
      const row = {
        project,
        date,
        runId,
        traceId: identity.traceId,
        fileName: null,
        meaning: document.meaning,
        content: identity.content,
      };
      if (rows.has(recordKey(row))) return;
      tree.values.set(identity.content, document.value);
      await insertRow(database, row, jsonText(document.value));
      rows.set(recordKey(row), row);
    },
  },
  'data-changed': {
    what: 'update of data',
    weight: 4,
    apply: async ({database, rows, tree, random}) => {
      const row = pickRow(rows, random);
      if (row === null) return;
      const identity = {
        runId: row.runId,
        traceId: row.meaning.traceId,
        extractedAt: row.meaning.extractedAt,
        content: tree.nextRevision(),
      };
      const document = random.chance(0.1)
        ? makeTraceless(identity)
        : makeDocument(random, identity, {has: exactOnly(tree), otherIds: []});
      tree.values.set(identity.content, document.value);
      await replaceDocument(database, row, jsonText(document.value));
      rows.set(recordKey(row), {...row, meaning: document.meaning, content: identity.content});
    },
  },
  'trace-id-changed': {
    what: 'update of the column trace_id, which then disagrees with data',
    weight: 2,
    apply: async ({database, rows, random}) => {
      const row = pickRow(rows, random);
      if (row === null) return;
      const traceId = `other-${random.integer(1, 5)}`;
      await replaceTraceId(database, row, traceId);
      rows.set(recordKey(row), {...row, traceId});
    },
  },
  'row-moved': {
    what: 'update of run_date',
    weight: 1,
    apply: async ({database, rows, random}) => {
      const row = pickRow(rows, random);
      const date = random.pick(dates);
      if (row === null || rows.has(recordKey({...row, date}))) return;
      await moveRow(database, row, date);
      rows.delete(recordKey(row));
      rows.set(recordKey({...row, date}), {...row, date});
    },
  },
  'raw-cleared': {
    what: 'update of raw to null, so that U+FFFD is all that is left of what jsonb refuses',
    weight: 1,
    apply: async ({database, rows, random}) => {
      const inexact = new Map(
        [...rows].filter(([, {meaning, content}]) => !meaning.isExact && !content.endsWith(LOSSY)),
      );
      const row = pickRow(inexact, random);
      if (row === null) return;
      await clearRaw(database, row);
      rows.set(recordKey(row), {...row, content: `${row.content}${LOSSY}`});
    },
  },
};

/** What plain SQL can write. @param {Tree} tree @returns {(name: string) => boolean} */
function exactOnly({has}) {
  return (name) => name !== 'nul-string' && name !== 'lone-surrogate' && has(name);
}

/** @param {ReadonlyMap<string, RunRecord>} rows @param {Random} random */
function pickRow(rows, random) {
  // Sorted, so that a seed picks the same row whatever order the rows were found in.
  const keys = [...rows.keys()].sort();
  return keys.length === 0 ? null : (rows.get(random.pick(keys)) ?? null);
}
