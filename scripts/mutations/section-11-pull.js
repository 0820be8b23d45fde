export const title = 'Pulling from the API, and what follows from a rollout';

const PULL = 'src/pull/pull.ts';
const CLIENT = 'src/pull/api/client.ts';
const tests = ['test/pull/pull.test.ts'];

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'pull: the key goes to no other host',
    file: CLIENT,
    find: "redirect: 'manual',",
    replace: "redirect: 'follow',",
    tests,
    only: 'redirect',
  },
  {
    rule: 'pull: the key comes back in no message',
    file: CLIENT,
    find: ".replaceAll(this.#access.key, '***')",
    replace: '',
    tests,
    only: 'wrong key',
  },
  {
    rule: 'pull: a full page without a cursor is an error',
    file: PULL,
    find: 'end.received >= query.pageSize',
    replace: 'end.received > query.pageSize',
    tests,
    only: 'full page',
  },
  {
    rule: 'pull: a cursor that leads back is an error',
    file: PULL,
    find: 'end.cursor !== null && seen.has(end.cursor)',
    replace: 'false',
    tests,
    only: 'leads back',
  },
  {
    rule: 'pull: what is there is not asked for again',
    file: PULL,
    find: 'if (slice.rounds === 0) await askSlice',
    replace: 'await askSlice',
    tests: ['test/cli/pull.test.ts'],
    only: 'asks for no run again',
  },
  {
    rule: 'pull: a state without its pages does not count',
    file: PULL,
    find: 'if (!(await spool.hasPagesBefore(state.pages))) {',
    replace: 'if (state.pages < 0) {',
    tests,
    only: 'lacks a page of its state',
  },
  {
    rule: 'pull: the state goes before the pages',
    file: 'src/pull/spool/spool.ts',
    find: 'await rm(join(this.directory, STATE), {force: true});',
    replace: '',
    tests,
    only: 'loses its state before its pages',
  },
  {
    rule: 'pull: a date is asked for again if the server counts more',
    file: PULL,
    find: 'isShort(recount) && slice.rounds === 1',
    replace: 'false',
    tests,
    only: 'counts more',
  },
  {
    rule: 'pull: a trace is of the date on which its root started',
    file: 'src/pull/page-sorting.ts',
    find: 'traceStart >= this.#end',
    replace: 'traceStart > this.#end',
    tests,
    only: 'midnight',
  },
  {
    rule: 'pull: an answer without the list that was asked for is none',
    file: 'src/pull/page.ts',
    find: 'return received === 0 ? emptyPage(query, beginning.bytes()) : end;',
    replace: 'return end;',
    tests,
    only: 'a list of another name',
  },
  {
    rule: 'repair: nothing of a project that was retired is pruned unless it is named',
    file: 'src/cli/rollout/retired-projects.ts',
    find: "moves.at(-1)?.kind === 'retired'",
    replace: 'false',
    tests: ['test/cli/retire.test.ts'],
    only: 'the ledger alone says so',
  },
  {
    rule: 'events: files that lie behind and are printed are stale',
    file: 'src/rollout/serving/live-account.ts',
    find: 'if (isPrinted) await book.note(age.acts);',
    replace: '',
    tests: ['test/rollout/serving/stages.test.ts'],
    only: 'stale tree',
  },
  {
    rule: 'events: a stage that lasts for too long is told of once a day',
    file: 'src/rollout/serving/book.ts',
    find: 'if (!noted.has(sameness(act))) await ledger.note(act);',
    replace: 'await ledger.note(act);',
    tests: ['test/rollout/unhappy-ways.test.ts'],
    only: 'tells once a day',
  },
];
