import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {SqliteDatabase} from '../databases/sqlite.js';
import {jsonText} from '../documents/json-text.js';
import {isWithin, scopeFlags} from '../model/scope.js';
import {differs, parsed, pickKind, pickScope, rowsOf} from './plan.js';

/** @typedef {import('../model/files.js').RunRecord} RunRecord @typedef {import('./plan.js').World} World */

/** @type {import('./plan.js').Action} */
export const exportTree = {
  name: 'db export',
  weight: 4,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const scope = pickScope(world, random);
    const rows = [...rowsOf(world, kind).values()].filter((row) => isWithin(scope, row));
    const isReloaded = random.chance(0.5);
    const parent = join(world.directory, 'exports');
    const out = join(parent, 'out');
    const expected = rows.map(({project, date, content}) => `${project}/${date} ${content.replace(LOSSY, '')}`).sort();
    const wholeness = () => {
      const found = documentsBelow(out).map(({place, revision}) => `${place} ${revision}`);
      return differs('the documents of the export', JSON.stringify(found.sort()), JSON.stringify(expected));
    };
    return {
      args: ['db', 'export', '--json', '--out', out, ...scopeFlags(scope)],
      kind,
      readsFiles: false,
      after: null,
      unit: 'whole',
      exits: [0],
      prepare: () => rmSync(parent, {recursive: true, force: true}),
      // A whole export may be there, and is not written over. What else a fault left is the command's own business.
      prepareAgain: () => rmSync(out, {recursive: true, force: true}),
      judge: async ({stdout}) => [
        ...differs('files written', parsed(stdout).written, rows.length),
        ...wholeness(),
        ...differs('what lies beside the export', besides(parent), ''),
        ...valueFaults(world, rows, out),
        ...(isReloaded && rows.length > 0 ? await reloadFaults(world, rows, out) : []),
      ],
      // Whole or not there, so that nobody takes a part of it for all.
      judgeUnfinished: () => {
        const isNothing = !existsSync(out) || readdirSync(out).length === 0;
        return isNothing || wholeness().length === 0 ? [] : ['a part of the export lies under its final name'];
      },
    };
  },
};

export const LOSSY = '~lossy';

/** @param {string} parent */
function besides(parent) {
  return existsSync(parent)
    ? readdirSync(parent)
        .filter((name) => name !== 'out')
        .join()
    : '';
}

/** Every document is the value that it was, to the last digit. @param {World} world @param {readonly RunRecord[]} rows @param {string} out */
function valueFaults({tree, oracle}, rows, out) {
  // By their places, too: a row that was moved may have lost what the record that was loaded again in its place still has.
  const isExact = rows.filter(({content}) => !content.endsWith(LOSSY));
  const exact = new Set(isExact.map(({project, date, content}) => `${project}/${date} ${content}`));
  return documentsBelow(out).flatMap(({place, revision, text}) => {
    const value = tree.values.get(revision);
    if (!exact.has(`${place} ${revision}`) || value === undefined) return [];
    try {
      return oracle.canonical(text) === oracle.canonical(jsonText(value))
        ? []
        : [`${place} ${revision} is another value`];
    } catch (error) {
      return [`${place} ${revision} is no document (${error instanceof Error ? error.message : error})`];
    }
  });
}

/** Loaded into an empty database it is the same records. @param {World} world @param {readonly RunRecord[]} rows @param {string} out */
async function reloadFaults({directory, lse}, rows, out) {
  const path = join(directory, 'reloaded.db');
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, {force: true});
  const database = new SqliteDatabase(path);
  for (const args of [
    ['db', 'migrate'],
    ['db', 'load', '--data-dir', out],
  ]) {
    const {code, stderr} = await lse([...args, '--database-url', database.url]);
    if (code !== 0) return [`the export cannot be loaded: ${stderr.slice(0, 300)}`];
  }
  const found = (await database.rows()).map(({project, date, runId, content}) =>
    JSON.stringify([project, date, runId, content]),
  );
  // What is no trace is no document either: only a database can hold it.
  const expected = rows
    .filter(({meaning}) => meaning.isRecord)
    .map(({project, date, runId, content}) => JSON.stringify([project, date, runId, content.replace(LOSSY, '')]));
  return differs('the rows of the export, loaded again', found.sort().join('\n'), expected.sort().join('\n'));
}

/** Every file below, however it is named. @param {string} root @returns {{place: string, revision: string, text: string}[]} */
function documentsBelow(root) {
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((project) =>
    readdirSync(join(root, project)).flatMap((date) =>
      readdirSync(join(root, project, date)).map((name) => {
        const text = readFileSync(join(root, project, date, name), 'utf8');
        const written = /"revision"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
        return {place: `${project}/${date}`, revision: written === undefined ? 'none' : JSON.parse(written), text};
      }),
    ),
  );
}
