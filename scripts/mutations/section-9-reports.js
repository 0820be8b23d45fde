// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code to find holds them
const CATALOGUE = 'src/core/fields/catalogue.ts';
const READERS = 'src/core/fields/field-readers.ts';
const BRIEF = 'src/core/fields/brief.ts';
const UNIT = 'src/core/fields/unit.ts';
const LINEAGE = 'src/core/fields/lineage.ts';
const AGGREGATION = 'src/core/reports/aggregation.ts';
const GATHERING = 'src/core/reports/gathering.ts';
const PLAN = 'src/core/reports/measure-plan.ts';
const ORDER = 'src/core/reports/row-order.ts';
const GROUPS = 'src/core/reports/groups.ts';
const CONDITION = 'src/core/reports/unit-condition.ts';
const ERRORS = 'src/core/reports/zenrows-errors.ts';
const CONDITIONS = 'src/definitions/conditions.ts';
const MEASURES = 'src/definitions/measures.ts';
const TABLE = 'src/compare/explanation/table';

const fields = ['test/core/fields/field-readers.test.ts'];
const brief = ['test/core/fields/brief.test.ts'];
const aggregation = ['test/core/reports/aggregation.test.ts'];
const conditions = ['test/core/reports/unit-condition.test.ts'];
const text = ['test/definitions/report-text.test.ts'];
const explained = ['test/compare/explanation/table.test.ts'];
/** What a database keeps beside documents, in the one without a server. */
const briefs = {tests: ['test/backends/stored-briefs.test.ts'], only: 'what sqlite keeps'};

export const title = 'Reports that are data (docs/reports.md)';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'reports: a brief that would be too long is not kept',
    file: BRIEF,
    find: 'Buffer.byteLength(brief) > MOST_BRIEF_BYTES',
    replace: 'brief.length > MOST_BRIEF_BYTES',
    tests: brief,
  },
  {
    rule: 'reports: a brief says which run each stands below',
    file: BRIEF,
    find: 'above[depth] = runs.length;',
    replace: 'above[depth] ??= runs.length;',
    tests: brief,
  },
  {
    rule: 'reports: a brief lists runs in the order of the document',
    file: BRIEF,
    find: 'for (const child of children.reverse())',
    replace: 'for (const child of children)',
    tests: brief,
  },
  {
    rule: 'reports: a value that is not there moves no other in a brief',
    file: BRIEF,
    find: "while (last >= 0 && texts[last] === '') last -= 1;",
    replace: "while (last >= 0 && texts[last] === '') last -= 1;\n  texts = texts.filter((each) => each !== '');",
    tests: brief,
  },
  {
    rule: 'reports: of the places of a model that of the tracing counts first',
    file: CATALOGUE,
    find: "      ['extra', 'metadata', 'ls_model_name'],\n      ['outputs', 'llm_output', 'model_name'],\n",
    replace: "      ['outputs', 'llm_output', 'model_name'],\n      ['extra', 'metadata', 'ls_model_name'],\n",
    tests: fields,
  },
  {
    rule: 'reports: tokens are those of the run before those of its output',
    file: CATALOGUE,
    find: "    [inRun],\n    ...(inTokenUsage === null ? [] : [['outputs', 'llm_output', 'token_usage', inTokenUsage]]),\n",
    replace:
      "    ...(inTokenUsage === null ? [] : [['outputs', 'llm_output', 'token_usage', inTokenUsage]]),\n    [inRun],\n",
    tests: fields,
  },
  {
    rule: 'reports: a place without a value of the type is passed over',
    file: READERS,
    find: 'if (value !== null) return value;',
    replace: 'return value;',
    tests: fields,
  },
  {
    rule: 'reports: status in ASCII lower case',
    file: READERS,
    find: 'asciiLowerCase(stored) : null',
    replace: 'stored : null',
    tests: fields,
  },
  {
    rule: 'reports: no letter beyond ASCII becomes one of a status',
    file: READERS,
    find: 'text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())',
    replace: 'text.toLowerCase()',
    tests: fields,
  },
  {
    rule: 'reports: the symbol of the root record first',
    file: READERS,
    find: 'root === undefined ? records : [root, ...records]',
    replace: 'records',
    tests: fields,
  },
  {
    rule: 'reports: a run is listed once, its own record before copies',
    file: UNIT,
    find: 'else if (!byId.has(id)) byId.set(id, unit);',
    replace: 'else byId.set(id, unit);',
    tests: fields,
  },
  {
    rule: 'reports: each run without an id counts by itself',
    file: UNIT,
    find: 'if (id === null) withoutId.push(unit);',
    replace: "if (id === null) byId.set('', unit);",
    tests: fields,
  },
  {
    rule: 'reports: parent_run_id leads above the own run of a record',
    file: LINEAGE,
    find: "return typeof id === 'string' ? (this.#runs.byId.get(id) ?? null) : null;",
    replace: 'return null;',
    tests: fields,
  },
  {
    rule: 'reports: a run below a circle has no depth',
    file: LINEAGE,
    find: 'depth = known ?? null;',
    replace: 'depth = known ?? -1;',
    tests: fields,
  },
  {
    rule: 'reports: a document is read if nothing of it is kept',
    file: 'src/backends/db/stored-briefs.ts',
    find: 'for (const key of unread) trace.records.push(await this.#documentValues(key));',
    replace: '',
    ...briefs,
  },
  {
    rule: 'reports: the records of a trace stand in the order of their run ids',
    file: 'src/backends/db/stored-briefs.ts',
    find: 'if (trace.records.length > 1) trace.records.sort((left, right) => compareCodePoints(left.runId, right.runId));',
    replace: '',
    ...briefs,
  },
  {
    rule: 'reports: statements ask for every place that the detail prints',
    file: 'src/backends/db/printed-places.ts',
    find: 'paths.filter(({length}) => length === 1)',
    replace: "paths.filter(({length, 0: name}) => length === 1 && name !== 'start_time')",
    tests: ['test/backends/fixtures.test.ts'],
    only: 'sqlite',
  },
  {
    rule: 'reports: records count whether or not their units do',
    file: AGGREGATION,
    find: 'this.addRecords(trace.records.length);',
    replace: 'if (this.#partsOf(trace).length > 0) this.addRecords(trace.records.length);',
    tests: aggregation,
  },
  {
    rule: 'reports: top adds up the units of the others',
    file: AGGREGATION,
    find: 'for (const {group} of others) mergeInto(sum, group);',
    replace: 'for (const {group} of others.slice(1)) mergeInto(sum, group);',
    tests: aggregation,
  },
  {
    rule: 'reports: top takes the greatest',
    file: ORDER,
    find: "direction: 'desc'}, definition), byKeys]",
    replace: "direction: 'asc'}, definition), byKeys]",
    tests: aggregation,
  },
  {
    rule: 'reports: what is missing comes last in either direction',
    file: ORDER,
    find: '(a, b) => sign * compareCells(a, b));',
    replace: 'compareCells) * sign;',
    tests: aggregation,
  },
  {
    rule: 'reports: ties go by the keys',
    file: ORDER,
    find: 'orderingOf(ordering, definition)), byKeys]',
    replace: 'orderingOf(ordering, definition))]',
    tests: aggregation,
  },
  {
    rule: 'reports: a missing key is another key than any text',
    file: GROUPS,
    find: 'const key = last === -1 ? null : (keys[last] as Key);',
    replace: "const key = last === -1 ? null : ((keys[last] ?? 'Unknown') as Key);",
    tests: aggregation,
  },
  {
    rule: 'reports: nearest rank in whole numbers',
    file: GATHERING,
    find: 'exact.mul(count).div(100).ceil().valueOf()',
    replace: 'Math.ceil((percent / 100) * count)',
    tests: aggregation,
  },
  {
    rule: 'reports: an average is of the units that have a number',
    file: GATHERING,
    find: 'if (!(input instanceof ExactNumber)) return;\n    this.#sum.add(input, times);',
    replace:
      'if (!(input instanceof ExactNumber)) {\n      this.#units += times;\n      return;\n    }\n    this.#sum.add(input, times);',
    tests: aggregation,
  },
  {
    rule: 'reports: distinct traces are of a project and a date',
    file: PLAN,
    find: 'JSON.stringify([trace.project, trace.date, trace.traceId])',
    replace: 'trace.traceId',
    tests: aggregation,
  },
  {
    rule: 'reports: a quotient by zero is missing',
    file: PLAN,
    find: ' || whole.equals(0)) return null;',
    replace: ') return null;\n    if (whole.equals(0)) return whole;',
    tests: aggregation,
  },
  {
    rule: 'reports: some_run looks at all records of a trace',
    file: CONDITION,
    find: "if (rows === 'traces') return unit.trace.records.flatMap(",
    replace: "if (rows === 'traces') return unit.trace.records.slice(0, 1).flatMap(",
    tests: conditions,
  },
  {
    rule: 'reports: nothing is equal to a missing value',
    file: CONDITION,
    find: 'if (value === null || operand === null) return false;',
    replace: 'if (value === null || operand === null) return value === operand || value === null;',
    tests: conditions,
  },
  {
    rule: 'reports: the shorter way counts failing traces by their date',
    file: ERRORS,
    find: '{keys: [date], inputs: countsAll.map(() => true), times: failingTraces}',
    replace: '{keys: [date], inputs: countsAll, times: failingTraces}',
    tests: ['test/backends/report-source.test.ts'],
    only: 'file source a failing run',
  },
  {
    rule: 'reports: the shorter way is for no other condition',
    file: ERRORS,
    find: 'if (measure.condition !== null && JSON.stringify(measure.condition) !== TRACE_FAILS) return null;',
    replace: '',
    tests: ['test/properties/defined-errors.test.ts'],
  },
  {
    rule: 'reports: a status that no run can have is refused',
    file: CONDITIONS,
    find: "name === 'status' && typeof each === 'string' && /[A-Z]/.test(each)",
    replace: 'false',
    tests: text,
  },
  {
    rule: 'reports: a condition that is defined by itself is refused',
    file: CONDITIONS,
    find: 'if (this.#open.includes(name)) {',
    replace: 'if (this.#open.length > 50) {',
    tests: text,
  },
  {
    rule: 'reports: a quotient is of no quotients',
    file: MEASURES,
    find: 'else if (!known.includes(found))',
    replace: 'else if (false)',
    tests: text,
  },
  {
    rule: 'reports: an example with other rows than it says is a fault',
    file: 'src/definitions/example-run.ts',
    find: 'if (JSON.stringify(found) === JSON.stringify(rows)) return null;',
    replace: 'if (found.length === rows.length) return null;',
    tests: ['test/cli/reports.test.ts'],
    only: 'lse report check',
  },
  {
    rule: 'reports: the way of a percentile is shared by those over whose values it goes',
    file: `${TABLE}/rank-shares.ts`,
    find: 'whole.sub(before).sub(share.mul(whole))',
    replace: 'whole.sub(before)',
    tests: explained,
  },
  {
    rule: 'reports: an average changes by its numbers and by how many there are',
    file: `${TABLE}/measure-shares.ts`,
    find: 'part[0].add(part[1]).div(-2)',
    replace: 'part[0].add(part[1]).div(-1)',
    tests: explained,
  },
  {
    rule: 'reports: a value that the other side has as well accounts for nothing',
    file: `${TABLE}/measure-shares.ts`,
    find: ' && !others.has(value)) givers',
    replace: ') givers',
    tests: explained,
  },
  {
    rule: 'reports: a run whose row another record decides is blamed on that record, too',
    file: `${TABLE}/differing-unit.ts`,
    find: 'readsOthers ? [] :',
    replace: '',
    tests: explained,
  },
];
