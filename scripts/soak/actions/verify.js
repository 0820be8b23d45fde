import {differencesOf} from '../model/rows.js';
import {scopeFlags} from '../model/scope.js';
import {differs, parsed, pickKind, pickScope, rowsOf} from './plan.js';

const kinds = /** @type {const} */ (['missing', 'extra', 'changed', 'superseded', 'unreadable']);

/** @type {import('./plan.js').Action} */
export const verify = {
  name: 'db verify',
  weight: 6,
  plan: (world, random) => {
    const kind = pickKind(world, random);
    const scope = pickScope(world, random);
    const {same, differences} = differencesOf(world.files, rowsOf(world, kind), scope);
    const count = (/** @type {string} */ name) => differences.filter((each) => each.kind === name).length;
    const isText = random.chance(0.3);
    return {
      args: ['db', 'verify', '--format', isText ? 'text' : 'json', ...scopeFlags(scope)],
      kind,
      readsFiles: true,
      after: null,
      unit: 'whole',
      exits: [differences.length > 0 ? 1 : same > 0 ? 0 : 3],
      judge: ({stdout}) => {
        const {summary} = parsed(isText ? '{}' : stdout);
        const found = (/** @type {string} */ name) =>
          isText ? Number(new RegExp(`^ *${name}: +(\\d+)$`, 'm').exec(stdout)?.[1] ?? 0) : summary?.[name];
        const total = same + differences.length;
        return [
          ...kinds.flatMap((name) => differs(name, found(name), count(name))),
          ...(isText
            ? []
            : [
                ...differs('same', summary?.same, same),
                ...differs('parity', summary?.parity, total === 0 ? null : same / total),
              ]),
        ];
      },
    };
  },
};
