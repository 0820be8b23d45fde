import {isBuiltin} from 'node:module';
import {availableParallelism} from 'node:os';
import {Checkout, caughtBy} from './mutations/checkout.js';
import {faultOf, readSections} from './mutations/sections.js';
import {startPostgres} from './postgres-server.js';

/**
 * `npm run mutate`: breaks every rule of the contract once, one at a time, each in a copy of the checkout, and expects a
 * test to fail each time. `-- <text> …` runs only the mutations whose rule contains one of the texts; `-- --list` names all
 * rules.
 *
 * @typedef {import('./mutations/sections.js').Mutation} Mutation
 * @typedef {'caught' | 'survived' | 'invalid'} Verdict
 */

/** More than two runs at once make the tests wait for the one server, and for each other's processor time. */
const MOST_WORKERS = 2;
const MOST_CHARACTERS = 300;
const LABELS = {caught: 'caught  ', survived: 'SURVIVED', invalid: 'INVALID '};

const args = process.argv.slice(2);
const texts = args.filter((arg) => arg !== '--list');
const sections = (await readSections()).map(({title, mutations}) => ({
  title,
  mutations: mutations.filter(({rule}) => texts.length === 0 || texts.some((text) => rule.includes(text))),
}));
if (args.includes('--list')) {
  for (const {title, mutations} of sections) {
    process.stdout.write(`${title} (${mutations.length})\n${mutations.map(({rule}) => `  ${rule}\n`).join('')}`);
  }
} else {
  const chosen = sections.flatMap(({mutations}) => mutations);
  const runnable = chosen.filter(({needs}) => needs === undefined || isBuiltin(needs));
  if (runnable.length < chosen.length) {
    process.stdout.write(`${chosen.length - runnable.length} are left out, as they need a newer Node.\n`);
  }
  process.exitCode = await run(runnable);
}

/** @param {readonly Mutation[]} mutations @returns {Promise<number>} the exit code */
async function run(mutations) {
  if (mutations.length === 0) return fail(`No rule contains '${texts.join("' or '")}'.`);
  const start = performance.now();
  const workers = Math.min(MOST_WORKERS, availableParallelism(), mutations.length);
  // One server for the whole run, a copy of the checkout for each worker: a run that is killed leaves no mutation behind.
  const server = await startPostgres();
  const checkouts = Array.from({length: workers}, () => new Checkout(server.url));
  process.once('exit', () => checkouts.map((checkout) => checkout.remove()));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  try {
    const [first] = /** @type {[Checkout]} */ (checkouts);
    const tests = [...new Set(mutations.flatMap((mutation) => mutation.tests))];
    process.stdout.write(`Without a mutation: ${tests.length} test files ... `);
    const failures = await first.runUnmutated(tests, workers);
    process.stdout.write(failures === '' ? 'pass\n' : 'FAIL\n');
    if (failures !== '') return fail(failures);
    const verdicts = await judgeAll(mutations, checkouts);
    const count = (/** @type {Verdict} */ verdict) => verdicts.filter((each) => each === verdict).length;
    const invalid = count('invalid') === 0 ? '' : `, ${count('invalid')} invalid`;
    const minutes = ((performance.now() - start) / 60_000).toFixed(1);
    process.stdout.write(`\n${count('caught')} caught, ${count('survived')} survived${invalid} (${minutes} min)\n`);
    return count('caught') === mutations.length ? 0 : 1;
  } finally {
    await server.stop();
  }
}

/** @param {readonly Mutation[]} mutations @param {readonly Checkout[]} checkouts @returns {Promise<Verdict[]>} */
async function judgeAll(mutations, checkouts) {
  /** @type {Verdict[]} */
  const verdicts = [];
  const waiting = [...mutations];
  const work = async (/** @type {Checkout} */ checkout) => {
    for (let mutation = waiting.shift(); mutation !== undefined; mutation = waiting.shift()) {
      const {verdict, why} = await judge(mutation, checkout);
      verdicts.push(verdict);
      process.stdout.write(`${LABELS[verdict]} ${mutation.rule}  [${why.slice(0, MOST_CHARACTERS)}]\n`);
    }
  };
  await Promise.all(checkouts.map(work));
  return verdicts;
}

/** @param {Mutation} mutation @param {Checkout} checkout @returns {Promise<{verdict: Verdict, why: string}>} */
async function judge(mutation, checkout) {
  const fault = faultOf(mutation, checkout.read(mutation.file));
  if (fault !== null) return {verdict: 'invalid', why: fault};
  const outcome = await checkout.runMutated(mutation);
  if (outcome === null) return {verdict: 'invalid', why: 'jest did not end'};
  if (outcome.passed + outcome.failures.length === 0)
    return {verdict: 'invalid', why: `no test ran: ${outcome.trouble}`};
  const test = caughtBy(outcome);
  if (test !== undefined) return {verdict: 'caught', why: test};
  // Code that no longer loads, and a test that throws before it looks at anything, say nothing of the rule.
  const [accident] = outcome.failures;
  if (accident !== undefined) return {verdict: 'invalid', why: `no assertion failed: ${accident.message}`};
  if (outcome.trouble !== '') return {verdict: 'invalid', why: outcome.trouble};
  return {verdict: 'survived', why: `${mutation.file}; ${outcome.passed} tests passed`};
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  return 1;
}
