import {afterLoad} from '../model/rows.js';
import {isWithin, scopeFlags} from '../model/scope.js';
import {differs, parsed, pickKind, pickScope, rowsOf} from './plan.js';

/** @type {import('./plan.js').Action} */
export const load = {
  name: 'load',
  weight: 8,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const scope = pickScope(world, random);
    const before = rowsOf(world, kind);
    const files = world.files.filter((file) => isWithin(scope, file));
    const after = afterLoad(before, files, scope);
    const unreadable = files.filter(({meaning}) => meaning === null).length;
    return {
      args: ['db', 'load', '--json', ...scopeFlags(scope), ...(random.chance(0.2) ? ['--reread'] : [])],
      kind,
      readsFiles: true,
      after,
      unit: 'day',
      exits: [0],
      judge: ({stdout}) => {
        const {read, inserted, updated, unchanged, superseded, unreadable: named} = parsed(stdout);
        return [
          ...differs('files read', read, files.length),
          ...differs('rows inserted', inserted, after.size - before.size),
          ...differs('files unreadable', named?.length, unreadable),
          ...differs(
            'the sum of what became of the files',
            inserted + updated + unchanged + superseded + named?.length,
            files.length,
          ),
        ];
      },
    };
  },
};
