import {keyOf} from '../model/order.js';
import {afterPrune} from '../model/rows.js';
import {dates, projects} from '../tree.js';
import {differs, parsed, pickKind, rowsOf} from './plan.js';

/** @typedef {import('./plan.js').Plan} Plan */

/** What these are unless they say otherwise. @param {Pick<Plan, 'args' | 'kind'> & Partial<Plan>} plan @returns {Plan} */
function inDatabase(plan) {
  return {readsFiles: false, after: null, unit: 'whole', exits: [0], judge: () => [], ...plan};
}

/** @type {import('./plan.js').Action} */
export const prune = {
  name: 'db prune',
  weight: 2,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const [before, project] = [random.pick(dates.slice(1)), random.chance(0.5) ? random.pick(projects) : null];
    const rows = rowsOf(world, kind);
    const after = afterPrune(rows, before, project);
    const isApplied = random.chance(0.6);
    return inDatabase({
      args: [
        'db',
        'prune',
        '--before',
        before,
        ...(project === null ? [] : ['--project', project]),
        ...(isApplied ? ['--apply'] : []),
      ],
      kind,
      after: isApplied ? after : null,
    });
  },
};

/** @type {import('./plan.js').Action} */
export const indexes = {
  name: 'db indexes',
  weight: 1.5,
  plan: (world, random) =>
    inDatabase({args: ['db', 'indexes', random.pick(['drop', 'create'])], kind: pickKind(world, random)}),
};

/** @type {import('./plan.js').Action} */
export const migrate = {
  name: 'db migrate',
  weight: 1.5,
  plan: (world, random) => inDatabase({args: ['db', 'migrate'], kind: pickKind(world, random)}),
};

/** @type {import('./plan.js').Action} */
export const status = {
  name: 'db status',
  weight: 1.5,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const rows = [...rowsOf(world, kind).values()];
    return inDatabase({
      args: ['db', 'status', '--json'],
      kind,
      judge: ({stdout}) => {
        const {records, traces, projects: known} = parsed(stdout);
        return [
          ...differs('rows', records, rows.length),
          ...differs(
            'traces',
            traces,
            new Set(rows.map(({project, date, traceId}) => keyOf(project, date, traceId))).size,
          ),
          ...differs('projects', known, new Set(rows.map(({project}) => project)).size),
        ];
      },
    });
  },
};
