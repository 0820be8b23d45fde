import {afterRepair} from '../model/rows.js';
import {scopeFlags} from '../model/scope.js';
import {differs, parsed, pickKind, pickScope, rowsOf} from './plan.js';

/** @type {import('./plan.js').Action} */
export const repair = {
  name: 'db repair',
  weight: 5,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const scope = pickScope(world, random);
    const [isApplied, prune, discardUnreadable] = [random.chance(0.75), random.chance(0.6), random.chance(0.4)];
    const {rows, writes, deletes, left} = afterRepair(world.files, rowsOf(world, kind), scope, {
      prune,
      discardUnreadable,
    });
    return {
      args: [
        ...['db', 'repair', '--json', ...scopeFlags(scope)],
        ...(isApplied ? ['--apply'] : []),
        ...(prune ? ['--prune'] : []),
        ...(discardUnreadable ? ['--discard-unreadable'] : []),
      ],
      kind,
      readsFiles: true,
      after: isApplied ? rows : null,
      unit: 'whole',
      exits: [0],
      judge: ({stdout}) => {
        // With --json nothing but the document; what follows it would be a fault of its own.
        const {steps = [], left: kept = [], outcome} = parsed(stdout);
        const count = (/** @type {string} */ action) =>
          steps.filter((/** @type {any} */ step) => step.action === action).length;
        return [
          ...differs('records written', count('write'), writes),
          ...differs('records deleted', count('delete'), deletes),
          ...differs('records left', kept.length, left),
          ...differs('records that differ still', outcome?.differing?.length ?? 0, 0),
        ];
      },
    };
  },
};
