/**
 * One command, and what must be true of it afterwards.
 *
 * @typedef {import('../process.js').Outcome} Outcome
 * @typedef {import('../model/rows.js').Rows} Rows
 * @typedef {import('../databases/database.js').DatabaseKind} DatabaseKind
 * @typedef {import('../random.js').Random} Random
 *
 * @typedef {object} Plan
 * @property {string[]} args without the database's URL
 * @property {DatabaseKind | null} kind the database that it needs; null: none
 * @property {boolean} readsFiles
 * @property {Rows | null} after what is in the database when its work is done; null: nothing changes
 * @property {'day' | 'whole'} unit what is written in one transaction
 * @property {readonly number[]} exits codes that say that the work was done
 * @property {(outcome: Outcome) => string[] | Promise<string[]>} judge what is wrong with what it printed and left, if it says that its work was done
 * @property {() => void} [prepare] what must be done before it starts
 * @property {() => void} [prepareAgain] what must be done before it starts once more, after a fault
 * @property {(outcome: Outcome) => string[]} [judgeUnfinished] what is wrong with what it left if it did not end with such a code
 *
 * @typedef {object} World
 * @property {import('../tree.js').Tree} tree
 * @property {readonly import('../model/files.js').TreeFile[]} files what is in the tree, as an answer must see it
 * @property {ReadonlyMap<DatabaseKind, {database: import('../databases/database.js').Database, rows: Rows}>} databases
 * @property {string} directory for what a command writes
 * @property {{canonical: (text: string) => string}} oracle
 * @property {(args: string[]) => Promise<Outcome>} lse runs another command, without a fault
 *
 * @typedef {object} Action
 * @property {string} name
 * @property {number} weight
 * @property {(world: World, random: Random) => Plan} plan
 */

/** @param {World} world @param {DatabaseKind} kind @returns {Rows} */
export function rowsOf(world, kind) {
  return world.databases.get(kind)?.rows ?? new Map();
}

/** @param {World} world @param {Random} random @returns {DatabaseKind} */
export function pickKind(world, random) {
  return random.pick([...world.databases.keys()]);
}

/** @param {World} world @param {Random} random @returns {import('../model/scope.js').Scope} */
export function pickScope(world, random) {
  const days = [...world.tree.files, ...[...world.databases.values()].flatMap(({rows}) => [...rows.values()])];
  if (days.length === 0 || random.chance(0.4)) return {project: null, from: null, to: null};
  const {project, date} = random.pick(days);
  const dates = [date, random.pick(days).date].sort();
  /** @type {{from: string | null, to: string | null}} */
  const range = random.weighted([
    [1, {from: /** @type {string | null} */ (null), to: /** @type {string | null} */ (null)}],
    [2, {from: date, to: date}],
    [1, {from: dates[0] ?? date, to: dates[1] ?? date}],
  ]);
  return {project: random.chance(0.5) ? project : null, ...range};
}

/** What a text says that ought to be JSON. @param {string} stdout @returns {any} */
export function parsed(stdout) {
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}

/** @param {string} what @param {unknown} found @param {unknown} expected @returns {string[]} */
export function differs(what, found, expected) {
  if (found === expected) return [];
  if (typeof found === 'string' && typeof expected === 'string')
    return [`${what}: ${firstDifference(found, expected)}`];
  return [`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`];
}

/** @param {string} found @param {string} expected */
function firstDifference(found, expected) {
  const [ours, theirs] = [found.split('\n'), expected.split('\n')];
  const at = theirs.findIndex((line, place) => line !== ours[place]);
  const place = at === -1 ? theirs.length : at;
  const near = (/** @type {string[]} */ lines) =>
    JSON.stringify(
      lines
        .slice(Math.max(0, place - 4), place + 2)
        .join('\n')
        .slice(0, 900),
    );
  return `line ${place + 1} of ${ours.length}, expected ${theirs.length}:\n    found    ${near(ours)}\n    expected ${near(theirs)}`;
}
