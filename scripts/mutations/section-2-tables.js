const TABLE = 'src/backends/db/table';

const theirs = ['test/cli/their-table.test.ts'];
const adopt = ['test/cli/adopt.test.ts'];

export const title = 'Tables of other programs';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'their table: what is no trace is not counted as one without errors',
    file: `${TABLE}/row-document.ts`,
    find: "return isRun ? 'run' : NO_TRACE;",
    replace: "return isRun ? 'run' : 'document';",
    tests: theirs,
    only: 'not whole with a row that has no trace',
  },
  {
    rule: 'their table: a bare run is the trace',
    file: `${TABLE}/row-document.ts`,
    find: "if (shape === 'run') return {text: wrapped(data), isBare: true};",
    replace: "if (shape === 'run') return {text: data, isBare: true};",
    tests: theirs,
    only: 'counts a bare run as the trace',
  },
  {
    rule: 'their table: a source with a row that cannot be read is not whole',
    file: 'src/core/passed-over.ts',
    find: " || kind === 'unusable-row'",
    replace: '',
    tests: theirs,
    only: 'not whole with a row that has nothing',
  },
  {
    rule: 'their table: it proves nothing in shadow while a row of it cannot be read',
    file: 'src/rollout/serving/examination.ts',
    find: "if (hides) return found('candidate failed', {...known, reason: 'PARTIAL'});",
    replace: '',
    tests: theirs,
    only: 'proves nothing to a rollout',
  },
  {
    rule: 'their table: rows that no question can reach are missed',
    file: `${TABLE}/table-source.ts`,
    find: 'await this.#meetUnreachable(scope?.project ?? null);',
    replace: '',
    tests: theirs,
    only: 'a row of no date$',
  },
  {
    rule: 'their table: of several rows of one key the newest counts',
    file: `${TABLE}/table-records.ts`,
    find: 'Buffer.compare(canonicalOf(left), canonicalOf(right))) > 0;',
    replace: 'Buffer.compare(canonicalOf(left), canonicalOf(right))) < 0;',
    tests: theirs,
    only: 'the newest of several rows',
  },
  {
    rule: 'their table: it is read in a transaction that could not write',
    file: 'src/backends/db/postgres/table/postgres-table-database.ts',
    find: "withTransaction(client, 'snapshot', ",
    replace: "withTransaction(client, 'write', ",
    tests: theirs,
    only: 'could not write',
  },
  {
    rule: 'their table: what row-level security hides is not taken for missing',
    file: 'src/backends/db/postgres/table/postgres-table.ts',
    find: 'if (!isLimited) return;',
    replace: 'if (isLimited) return;',
    tests: theirs,
    only: 'no right but select',
  },
  {
    rule: 'taking over: one unusable row keeps all of it from being done',
    file: `${TABLE}/adopted-rows.ts`,
    find: 'if (rows.unusable > 0 && !skipUnusable) throw',
    replace: 'if (rows.unusable < 0 && !skipUnusable) throw',
    tests: adopt,
    only: 'each of which is named',
  },
  {
    rule: 'taking over: a dry run changes nothing',
    file: 'src/backends/db/sqlite/table/adopt.ts',
    find: 'if (!options.apply) {',
    replace: 'if (options.apply) {',
    tests: adopt,
    only: 'each of which is named',
  },
  {
    rule: 'taking over: a character that jsonb refuses is kept beside the document',
    file: `${TABLE}/adopted-document.ts`,
    find: 'if (!parsed.storableText) return {data: canonicalJson(storableText(parsed.value)), raw: written};',
    replace: 'if (!parsed.storableText) return {data: canonicalJson(storableText(parsed.value)), raw: null};',
    tests: adopt,
    only: 'keeps characters',
  },
];
