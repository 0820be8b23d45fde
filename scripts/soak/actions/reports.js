import {expectedDetailJson, expectedDetailText, expectedErrors} from '../model/expected-report.js';
import {winnersOf} from '../model/files.js';
import {dates, emptyDate, projects} from '../tree.js';
import {differs, rowsOf} from './plan.js';

/** @typedef {import('./plan.js').World} World @typedef {import('../random.js').Random} Random */

/** The records of one backend. @param {World} world @param {Random} random */
function pickBackend(world, random) {
  const kind = random.pick([null, ...world.databases.keys()]);
  const records = [...(kind === null ? winnersOf(world.files) : rowsOf(world, kind)).values()];
  return {kind, records, flags: ['--backend', kind === null ? 'file' : 'db']};
}

/** @param {Random} random @returns {string | null} */
function pickProject(random) {
  return random.weighted([
    [3, null],
    [5, random.pick(projects)],
    [0.3, 'nobody'],
  ]);
}

/** @type {import('./plan.js').Action} */
export const errorsReport = {
  name: 'report zenrows-errors',
  weight: 6,
  plan: (world, random) => {
    const {kind, records, flags} = pickBackend(world, random);
    const project = pickProject(random);
    const [from, to] = random.chance(0.4) ? [dates[0], dates[3]] : [random.pick(dates), ''];
    const question = {project, from, to: to === '' ? from : to};
    const asked = to === '' ? ['--date', from] : ['--from', from, '--to', to];
    return {
      args: ['report', 'zenrows-errors', ...asked, ...(project === null ? [] : ['--project', project]), ...flags],
      kind,
      readsFiles: kind === null,
      after: null,
      unit: 'whole',
      exits: [0],
      judge: ({stdout}) => differs('the report', stdout, expectedErrors(records, question)),
    };
  },
};

/** @type {import('./plan.js').Action} */
export const detailReport = {
  name: 'report zenrows-detail',
  weight: 6,
  plan: (world, random) => {
    const {kind, records, flags} = pickBackend(world, random);
    const project = pickProject(random);
    const date = random.weighted([
      [9, random.pick(dates)],
      [1, emptyDate],
    ]);
    const format = random.pick(/** @type {const} */ (['text', 'json']));
    const expected = format === 'text' ? expectedDetailText : expectedDetailJson;
    const asked = ['--date', date, ...(project === null ? [] : ['--project', project])];
    return {
      args: ['report', 'zenrows-detail', ...asked, '--format', format, ...flags],
      kind,
      readsFiles: kind === null,
      after: null,
      unit: 'whole',
      exits: [0],
      judge: ({stdout}) => differs('the report', stdout, expected(records, {project, date})),
    };
  },
};
