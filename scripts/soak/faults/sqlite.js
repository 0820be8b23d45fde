import {all, withConnection} from '../databases/sqlite.js';
import {heldFor} from './fault.js';

/** @param {string} name @param {string} what @param {number} weight @param {'success' | 'any'} ends @param {[number, number]} seconds @returns {import('./fault.js').Fault} */
function locked(name, what, weight, ends, seconds) {
  return {
    name,
    what,
    weight,
    ends,
    stdout: 'whole',
    fits: ({kind}) => kind === 'sqlite',
    run: async ({start, random, laboratory: {sqlitePath}}) =>
      withConnection(sqlitePath, async (connection) => {
        await all(connection, 'begin exclusive');
        return heldFor(start(), random, seconds, () => all(connection, 'rollback'));
      }),
  };
}

/** @type {import('./fault.js').Fault} */
const readOnly = {
  name: 'sqlite-read-only',
  what: 'the command runs as a user who may read the SQLite file and not write it',
  weight: 1,
  ends: 'any',
  stdout: 'whole',
  lacks: ({otherUser}) => (otherUser === null ? 'only root can run a command as another user' : null),
  fits: ({kind, args}) => kind === 'sqlite' && !args.includes('export'),
  run: async ({start, laboratory: {otherUser}}) => ({outcome: await start({wrapper: otherUser ?? []}).outcome}),
};

export const sqliteFaults = [
  locked(
    'sqlite-locked-shortly',
    'another program holds the SQLite file for up to two seconds',
    2,
    'success',
    [0.1, 2],
  ),
  locked('sqlite-locked', 'another program holds the SQLite file for up to 14 seconds', 0.4, 'any', [8, 14]),
  readOnly,
];
