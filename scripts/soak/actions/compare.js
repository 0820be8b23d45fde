import {expectedExit, expectedQuestions, expectedVerdict} from '../model/expected-comparison.js';
import {winnersOf} from '../model/files.js';
import {dates, emptyDate, projects} from '../tree.js';
import {differs, parsed, pickKind, rowsOf} from './plan.js';

const reportNames = /** @type {const} */ (['zenrows-errors', 'zenrows-detail']);

/** Questions that no record answers; each can be left out by its name. */
export const emptyQuestions = /** @type {const} */ ({
  'unknown-project': 'a comparison of a project that is nowhere, besides one that is there',
  'empty-date': 'a comparison of one date without a record',
});

/** @type {import('./plan.js').Action} */
export const compare = {
  name: 'report compare',
  weight: 6,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const control = [...winnersOf(world.files).values()];
    const candidate = [...rowsOf(world, kind).values()];
    const report = random.pick(/** @type {const} */ (['both', ...reportNames]));
    const named = random.weighted([
      [4, []],
      [4, [random.pick(projects)]],
      [1, [...projects]],
      [world.tree.has('unknown-project') ? 0.5 : 0, ['alpha', 'nobody']],
    ]);
    const asked = random.weighted([
      [4, /** @type {ReturnType<typeof oneDate>} */ ({flags: ['--all-dates'], from: null, to: null})],
      [4, oneDate(random.pick(dates))],
      [world.tree.has('empty-date') ? 0.5 : 0, oneDate(emptyDate)],
      [2, {flags: ['--from', dates[0], '--to', dates[2]], from: dates[0], to: dates[2]}],
    ]);
    // The model knows the two that are code; without a name both are asked.
    const reports = report === 'both' ? reportNames : [report];
    const questions = expectedQuestions(world.files, candidate, {reports, projects: named, ...asked});
    const judged = questions.map((question) => ({question, verdict: expectedVerdict(control, candidate, question)}));
    const isText = random.chance(0.3);
    return {
      args: [
        ...['report', 'compare', '--format', isText ? 'text' : 'json', ...asked.flags],
        ...(report === 'both' ? [] : ['--report', report]),
        ...named.flatMap((project) => ['--project', project]),
      ],
      kind,
      readsFiles: true,
      after: null,
      unit: 'whole',
      exits: [expectedExit(judged, named)],
      judge: ({stdout}) => (isText ? textFaults(stdout, judged) : jsonFaults(stdout, judged)),
    };
  },
};

/** A source is not proven by itself. @type {import('./plan.js').Action} */
export const compareWithItself = {
  name: 'report compare with itself',
  weight: 0.7,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const url = world.databases.get(kind)?.database.url ?? '';
    const sides = random.pick([
      [`file:${encodeURI(world.tree.directory)}`, `file:${encodeURI(world.tree.directory)}/../data`],
      [url, url],
    ]);
    return {
      args: ['report', 'compare', '--all-dates', '--control', sides[0] ?? '', '--candidate', sides[1] ?? ''],
      kind: sides[0] === url ? kind : null,
      readsFiles: true,
      after: null,
      unit: 'whole',
      exits: [2],
      // A side that cannot be asked at all cannot be told from the other.
      judge: ({stderr}) =>
        stderr.includes('--allow-same') || /^Error: Another program holds the tables/m.test(stderr)
          ? []
          : ['the message does not name --allow-same'],
    };
  },
};

/** @param {string} date @returns {{flags: string[], from: string | null, to: string | null}} */
function oneDate(date) {
  return {flags: ['--date', date], from: date, to: date};
}

/** @typedef {readonly {question: import('../model/expected-comparison.js').Question, verdict: string}[]} Judged */

/** @param {string} stdout @param {Judged} judged */
function jsonFaults(stdout, judged) {
  const {summary, results = []} = parsed(stdout);
  const count = (/** @type {string} */ verdict) => judged.filter((each) => each.verdict === verdict).length;
  const [matched, mismatched] = [count('matched'), count('mismatched')];
  const nameOf = (/** @type {{report: string, project: string | null, date: string}} */ {report, project, date}) =>
    `${report} ${project} ${date}`;
  const expected = new Map(
    judged.map(({question, verdict}) => [nameOf(question), verdict === 'empty' ? 'inconclusive' : verdict]),
  );
  const wrong = results.filter((/** @type {any} */ result) => expected.get(nameOf(result)) !== result.verdict);
  return [
    ...differs('questions', summary?.questions, judged.length),
    ...differs('matched', summary?.matched, matched),
    ...differs('mismatched', summary?.mismatched, mismatched),
    ...differs('empty', summary?.empty, count('empty')),
    ...differs('failed', summary?.failed, 0),
    ...differs('parity', summary?.parity, matched + mismatched === 0 ? null : matched / (matched + mismatched)),
    ...differs('unexplained', summary?.unexplained, 0),
    ...wrong
      .slice(0, 3)
      .map(
        (/** @type {any} */ result) =>
          `${nameOf(result)} is ${result.verdict}, expected ${expected.get(nameOf(result))}`,
      ),
  ];
}

/** @param {string} stdout @param {Judged} judged */
function textFaults(stdout, judged) {
  const count = (/** @type {string} */ verdict) => judged.filter((each) => each.verdict === verdict).length;
  const [matched, mismatched] = [count('matched'), count('mismatched')];
  const found = /^Questions: (\d+): (\d+) matched, (\d+) mismatched \(0 waived\), (\d+) inconclusive$/m
    .exec(stdout)
    ?.slice(1)
    .map(Number);
  const expected = [judged.length, matched, mismatched, count('empty')];
  const tenths = matched + mismatched === 0 ? null : Math.floor((1000 * matched) / (matched + mismatched));
  const share = /^Parity: (\d+)\.(\d)% /m.exec(stdout);
  return [
    ...differs('the line of questions', JSON.stringify(found), JSON.stringify(expected)),
    ...differs('parity in tenths', share === null ? null : Number(`${share[1]}${share[2]}`), tenths),
  ];
}
