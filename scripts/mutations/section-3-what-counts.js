// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code to find holds them
const RUN = 'src/core/record-facts.ts';
const TRACE = 'src/core/failing-trace.ts';
const SYMBOL = 'src/core/symbol.ts';
const BLANK = 'src/core/blank.ts';
const SQLITE = 'src/backends/db/sqlite';
const POSTGRES = 'src/backends/db/postgres';
/** The blanks alone: migration 4 repeats what else it says of symbols. */
const SQLITE_BLANKS = `${SQLITE}/migrations/0001-runs.ts`;
const SQLITE_SYMBOL = `${SQLITE}/migrations/0004-refused-documents.ts`;
const POSTGRES_SCHEMA = `${POSTGRES}/migrations/0001-runs.ts`;
/** What makes a run fail, in its latest wording. */
const SQLITE_RULE = `${SQLITE}/migrations/0005-success-in-any-case.ts`;
const POSTGRES_RULE = `${POSTGRES}/migrations/0005-success-in-any-case.ts`;
const SQLITE_FACTS = `${SQLITE}/queries/failing-facts.ts`;
const POSTGRES_FACTS = `${POSTGRES}/queries/failing-facts.ts`;

const sources = ['test/backends/report-source.test.ts'];
const fixtures = ['test/backends/fixtures.test.ts'];
const facts = ['test/contract/facts.test.ts'];
const byItself = ['test/contract/by-itself.test.ts'];
const order = ['test/core/order-and-blank.test.ts'];

/** Rows that are there, and such as other programs write: what lse writes, it judges by the rule for files in SQLite. */
const stored = (/** @type {string} */ kind) => ({
  tests: ['test/backends/success-in-any-case.test.ts'],
  only: `${kind} gives every row`,
});
/** The tests of what fails, of one backend. */
const counts = (/** @type {string} */ kind) => ({tests: sources, only: `${kind} source a failing run`});
/** The tests that say which runs are listed, of one backend. */
const lists = (/** @type {string} */ kind) => ({tests: facts, only: `facts of ${kind} list of a failing record`});
const blanks = (/** @type {string} */ kind) => ({tests: facts, only: `facts of ${kind} take a symbol`});
/** lse says itself which symbol a row has that it writes to SQLite. So the rows are another program's. */
const otherRows = {tests: byItself, only: 'sqlite .*has the symbol'};
const symbols = (/** @type {string} */ kind) => ({tests: sources, only: `${kind} source the symbol of a trace`});

const SQLITE_STRING = "json_type(${run}, '$.status') = 'text'";
const SQLITE_SUCCESS = "${lowered(sqlText`json_extract(${run}, '$.status')`)} <> 'success'";
const SQLITE_STATUS = `${SQLITE_STRING} and ${SQLITE_SUCCESS}`;
const SQLITE_NAME = "json_type(${run}, '$.name') = 'text' and json_extract(${run}, '$.name') = 'zenrows_scraper'";
const POSTGRES_NAME = `run -> 'name' = '"zenrows_scraper"'::jsonb`;
const POSTGRES_STRING = "jsonb_typeof(run -> 'status') = 'string'";
const POSTGRES_STATUS = `translate(run ->> 'status', 'SUCE', 'suce') collate "C" <> 'success'`;
const POSTGRES_CHILDREN = `jsonb_array_elements(
      case when jsonb_typeof(below.run -> 'child_runs') = 'array' then below.run -> 'child_runs' else '[]'::jsonb end
    )`;
const SQLITE_CHILDREN = "where json_type(below.run, '$.child_runs') = 'array' and child.type = 'object'";
const SQLITE_WALK = "join json_each(below.run, '$.child_runs') as child";

export const title = '§3 What counts';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: '§3 failing run: its name is zenrows_scraper (file)',
    file: 'src/core/record-facts.ts',
    find: 'return name === SCRAPER;',
    replace: 'return true;',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: its name is zenrows_scraper (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_NAME,
    replace: 'true',
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: nothing else is listed (SQLite)',
    file: SQLITE_FACTS,
    find: '${runFails(sqlText`below.run`)}',
    replace: 'true',
    ...lists('sqlite'),
  },
  {
    rule: '§3 failing run: its name is zenrows_scraper (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_NAME,
    replace: 'true',
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: its name as a whole (file)',
    file: 'src/core/record-facts.ts',
    find: 'return name === SCRAPER;',
    replace: 'return String(name).startsWith(SCRAPER);',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: its name as a whole (SQLite)',
    file: SQLITE_RULE,
    find: "json_extract(${run}, '$.name') = 'zenrows_scraper'",
    replace: "json_extract(${run}, '$.name') glob 'zenrows_scraper*'",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: its name as a whole (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_NAME,
    replace: "starts_with(run ->> 'name', 'zenrows_scraper')",
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: its name exactly (file)',
    file: 'src/core/record-facts.ts',
    find: 'return name === SCRAPER;',
    replace: 'return String(name).toLowerCase() === SCRAPER;',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: its name exactly (SQLite)',
    file: SQLITE_RULE,
    find: "json_extract(${run}, '$.name') = 'zenrows_scraper'",
    replace: "lower(json_extract(${run}, '$.name')) = 'zenrows_scraper'",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: its name exactly (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_NAME,
    replace: "lower(run ->> 'name') = 'zenrows_scraper'",
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: a status other than success (file)',
    file: RUN,
    find: ' && !isSuccess(status)',
    replace: '',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: a status other than success (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_STATUS,
    replace: SQLITE_STRING,
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: a status other than success (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STATUS,
    replace: 'true',
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: pending fails (file)',
    file: RUN,
    find: '!isSuccess(status)',
    replace: "status !== 'pending' && !isSuccess(status)",
    ...counts('file'),
  },
  {
    rule: '§3 failing run: pending fails (SQLite)',
    file: SQLITE_RULE,
    find: "<> 'success'",
    replace: "not in ('success', 'pending')",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: pending fails (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STATUS,
    replace: "run ->> 'status' not in ('success', 'pending')",
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: an empty status fails (file)',
    file: RUN,
    find: '!isSuccess(status)',
    replace: "status !== '' && !isSuccess(status)",
    ...counts('file'),
  },
  {
    rule: '§3 failing run: an empty status fails (SQLite)',
    file: SQLITE_RULE,
    find: "<> 'success'",
    replace: "not in ('success', '')",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: an empty status fails (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STATUS,
    replace: "run ->> 'status' not in ('success', '')",
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: success in any ASCII case (file)',
    file: RUN,
    find: '!isSuccess(status)',
    replace: 'status !== SUCCESS',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: success in any ASCII case (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_SUCCESS,
    replace: "json_extract(${run}, '$.status') <> 'success'",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: success in any ASCII case, each of its letters (SQLite)',
    file: SQLITE_RULE,
    find: "replace(replace(replace(replace(${text}, 'S', 's'), 'U', 'u'), 'C', 'c'), 'E', 'e')",
    replace: "replace(replace(replace(${text}, 'S', 's'), 'C', 'c'), 'E', 'e')",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: success in any ASCII case (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STATUS,
    replace: `run ->> 'status' <> 'success'`,
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: no letter beyond ASCII stands for one of success (file)',
    file: RUN,
    find: 'asciiLowerCase(status) === SUCCESS',
    replace: 'status.toUpperCase() === SUCCESS.toUpperCase()',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: no letter beyond ASCII stands for one of success (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STATUS,
    replace: `upper(run ->> 'status' collate "pg_c_utf8") <> 'SUCCESS'`,
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: the status as a whole (file)',
    file: RUN,
    find: '!isSuccess(status)',
    replace: '!asciiLowerCase(status).startsWith(SUCCESS)',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: the status as a whole (SQLite)',
    file: SQLITE_RULE,
    find: "<> 'success'",
    replace: "not glob 'success*'",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: the status as a whole (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STATUS,
    replace: "not starts_with(run ->> 'status', 'success')",
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: a missing status does not (file)',
    file: RUN,
    find: "typeof status === 'string' && !isSuccess(status)",
    replace: "(status === undefined || (typeof status === 'string' && !isSuccess(status)))",
    ...counts('file'),
  },
  {
    rule: '§3 failing run: a missing status does not (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_STATUS,
    replace: "${lowered(sqlText`json_extract(${run}, '$.status')`)} is not 'success'",
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: a missing status does not (PostgreSQL)',
    file: POSTGRES_RULE,
    find: `${POSTGRES_STRING}\n      and ${POSTGRES_STATUS}`,
    replace: `run -> 'status' is distinct from '"success"'::jsonb`,
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: a null status does not (file)',
    file: RUN,
    find: "typeof status === 'string' && !isSuccess(status)",
    replace: "(status === null || (typeof status === 'string' && !isSuccess(status)))",
    ...counts('file'),
  },
  {
    rule: '§3 failing run: a null status does not (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_STATUS,
    replace: `(json_type(\${run}, '$.status') = 'null' or ${SQLITE_SUCCESS})`,
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: a null status does not (PostgreSQL)',
    file: POSTGRES_RULE,
    find: `${POSTGRES_STRING}\n      and ${POSTGRES_STATUS}`,
    replace: `(jsonb_typeof(run -> 'status') = 'null' or ${POSTGRES_STATUS})`,
    ...stored('postgres'),
  },
  {
    rule: '§3 failing run: a status that is no string does not (file)',
    file: RUN,
    find: "typeof status === 'string' && ",
    replace: 'status !== undefined && status !== null && ',
    ...counts('file'),
  },
  {
    rule: '§3 failing run: a status that is no string does not (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_STRING,
    replace: 'true',
    ...stored('sqlite'),
  },
  {
    rule: '§3 failing run: a status that is no string does not (PostgreSQL)',
    file: POSTGRES_RULE,
    find: POSTGRES_STRING,
    replace: "jsonb_typeof(run -> 'status') <> 'null'",
    ...stored('postgres'),
  },

  {
    rule: "§3 runs below: the record's own run (file)",
    file: RUN,
    find: 'const pending: JsonObject[] = [trace];',
    replace: "const pending: JsonObject[] = [new Map([['child_runs', trace.get('child_runs') ?? null]])];",
    ...counts('file'),
  },
  {
    rule: "§3 runs below: the record's own run (SQLite)",
    file: SQLITE_RULE,
    find: 'select run from below',
    replace: 'select run from below limit -1 offset 1',
    ...stored('sqlite'),
  },
  {
    rule: "§3 runs below: the record's own run (PostgreSQL)",
    file: POSTGRES_SCHEMA,
    find: "when lse_run_fails(document -> 'trace') then true",
    replace: '',
    ...counts('postgres'),
  },
  {
    rule: '§3 runs below: to any depth (file)',
    file: RUN,
    find: 'if (isObject(child)) pending.push(child);',
    replace: 'if (isObject(child) && run === trace) pending.push(child);',
    ...counts('file'),
  },
  {
    rule: '§3 runs below: to any depth (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_CHILDREN,
    replace: `${SQLITE_CHILDREN} and below.run = json_extract(\${data}, '$.trace')`,
    ...stored('sqlite'),
  },
  {
    rule: '§3 runs below: to any depth (SQLite, listed)',
    file: SQLITE_FACTS,
    find: SQLITE_CHILDREN,
    replace: `${SQLITE_CHILDREN} and below.path = ''`,
    ...lists('sqlite'),
  },
  {
    rule: '§3 runs below: to any depth (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: "where jsonb_typeof(child.run) = 'object'",
    replace: "where jsonb_typeof(child.run) = 'object' and cardinality(below.path) < 1",
    ...counts('postgres'),
  },
  {
    rule: '§3 runs below: only child_runs that are arrays (file)',
    file: RUN,
    find: "const children = run.get('child_runs');",
    replace:
      "const stored = run.get('child_runs');\n    const children = isObject(stored) ? [...stored.values()] : stored;",
    ...counts('file'),
  },
  {
    rule: '§3 runs below: only child_runs that are arrays (SQLite)',
    file: SQLITE_RULE,
    find: "json_type(below.run, '$.child_runs') = 'array'",
    replace: 'true',
    ...stored('sqlite'),
  },
  {
    rule: '§3 runs below: only child_runs that are arrays (SQLite, listed)',
    file: SQLITE_FACTS,
    find: `${SQLITE_CHILDREN}`,
    replace: "where child.type = 'object'",
    ...lists('sqlite'),
  },
  {
    rule: '§3 runs below: only child_runs that are arrays (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: POSTGRES_CHILDREN,
    replace: "jsonb_path_query(below.run, '$.child_runs.*')",
    ...lists('postgres'),
  },
  {
    rule: '§3 runs below: only elements that are objects (file)',
    file: RUN,
    find: 'children.toReversed()',
    replace: 'children.flat().toReversed()',
    ...counts('file'),
  },
  {
    rule: '§3 runs below: only elements that are objects (SQLite)',
    file: SQLITE_RULE,
    find: SQLITE_WALK,
    replace: "join json_tree(below.run, '$.child_runs') as child",
    ...stored('sqlite'),
  },
  {
    rule: '§3 runs below: only elements that are objects (SQLite, listed)',
    file: SQLITE_FACTS,
    find: SQLITE_WALK,
    replace: "join json_tree(below.run, '$.child_runs') as child",
    ...lists('sqlite'),
  },
  {
    rule: '§3 runs below: only elements that are objects (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: POSTGRES_CHILDREN,
    replace:
      "jsonb_path_query(case when jsonb_typeof(below.run -> 'child_runs') = 'array' then below.run -> 'child_runs' else '[]' end, 'lax $[*][*]')",
    ...counts('postgres'),
  },
  ...['inputs', 'outputs', 'extra'].flatMap((place) => [
    {
      rule: `§3 runs below: what looks like one in ${place} is payload (file)`,
      file: RUN,
      find: "const children = run.get('child_runs');",
      replace: `const children = run.get('child_runs') ?? member(run, '${place}', 'child_runs');`,
      ...lists('file'),
    },
    {
      rule: `§3 runs below: what looks like one in ${place} is payload (SQLite)`,
      file: SQLITE_RULE,
      find: `${SQLITE_WALK}\n          ${SQLITE_CHILDREN}`,
      replace: `join json_each(coalesce(json_extract(below.run, '$.child_runs'), json_extract(below.run, '$.${place}.child_runs'))) as child\n          where child.type = 'object' and coalesce(json_type(below.run, '$.child_runs'), 'array') = 'array'`,
      ...stored('sqlite'),
    },
    {
      rule: `§3 runs below: what looks like one in ${place} is payload (SQLite, listed)`,
      file: SQLITE_FACTS,
      find: `${SQLITE_WALK}\n        ${SQLITE_CHILDREN}`,
      replace: `join json_each(coalesce(json_extract(below.run, '$.child_runs'), json_extract(below.run, '$.${place}.child_runs'))) as child\n        where child.type = 'object' and coalesce(json_type(below.run, '$.child_runs'), 'array') = 'array'`,
      ...lists('sqlite'),
    },
    {
      rule: `§3 runs below: what looks like one in ${place} is payload (PostgreSQL)`,
      file: POSTGRES_SCHEMA,
      find: POSTGRES_CHILDREN,
      replace: `jsonb_array_elements(case when jsonb_typeof(below.run -> 'child_runs') = 'array' then below.run -> 'child_runs' when jsonb_typeof(below.run #> '{${place},child_runs}') = 'array' then below.run #> '{${place},child_runs}' else '[]' end)`,
      ...lists('postgres'),
    },
  ]),

  {
    rule: '§3 trace: it fails if any record does (file)',
    file: 'src/core/record-facts.ts',
    find: 'records.some(',
    replace: 'records.every(',
    tests: sources,
    only: 'file source counts distinct',
  },
  {
    rule: '§3 trace: it fails if any record does (SQLite)',
    file: `${SQLITE}/queries/daily-counts.ts`,
    find: 'project, trace_id, count(*) as records, max(is_failing)',
    replace: 'project, trace_id, count(*) as records, min(is_failing)',
    tests: sources,
    only: 'sqlite source counts distinct',
  },
  {
    rule: '§3 trace: it fails if any record does (SQLite, one project)',
    file: `${SQLITE}/queries/daily-counts.ts`,
    find: 'select run_date, trace_id, count(*) as records, max(is_failing)',
    replace: 'select run_date, trace_id, count(*) as records, min(is_failing)',
    tests: fixtures,
    only: 'sqlite print',
  },
  {
    rule: '§3 trace: it fails if any record does (PostgreSQL)',
    file: `${POSTGRES}/queries/daily-counts.ts`,
    find: 'project, trace_id, count(*) as records, bool_or(is_failing)',
    replace: 'project, trace_id, count(*) as records, bool_and(is_failing)',
    tests: sources,
    only: 'postgres source counts distinct',
  },
  {
    rule: '§3 trace: it fails if any record does (PostgreSQL, one project)',
    file: `${POSTGRES}/queries/daily-counts.ts`,
    find: 'select run_date, trace_id, count(*) as records, bool_or(is_failing)',
    replace: 'select run_date, trace_id, count(*) as records, bool_and(is_failing)',
    tests: fixtures,
    only: 'postgres print',
  },
  {
    rule: '§3 trace: of one project (file)',
    file: 'src/backends/file/file-source.ts',
    find: 'records, traces, failingTraces: failingTraces.length',
    replace: 'records, traces: counts.length > 0 ? 0 : traces, failingTraces: failingTraces.length',
    tests: sources,
    only: 'file source counts distinct',
  },
  {
    rule: '§3 trace: of one project (SQLite)',
    file: `${SQLITE}/queries/daily-counts.ts`,
    find: 'group by run_date, project, trace_id',
    replace: 'group by run_date, trace_id',
    tests: facts,
    only: 'sqlite hold one run',
  },
  {
    rule: '§3 trace: of one project (PostgreSQL)',
    file: `${POSTGRES}/queries/daily-counts.ts`,
    find: 'count(*) as traces,\n  count(*) filter (where fails) as failing_traces\nfrom (\n  select run_date, project,',
    replace:
      'count(distinct trace_id) as traces,\n  count(*) filter (where fails) as failing_traces\nfrom (\n  select run_date, project,',
    tests: facts,
    only: 'postgres hold one run',
  },
  {
    rule: '§3 trace: of one project, listed (SQLite)',
    file: SQLITE_FACTS,
    find: 'runs.project = failing.project and ',
    replace: '',
    tests: facts,
    only: 'sqlite know a trace',
  },
  {
    rule: '§3 trace: of one project, listed (PostgreSQL)',
    file: POSTGRES_FACTS,
    find: 'runs.project = failing.project and ',
    replace: '',
    tests: facts,
    only: 'postgres know a trace',
  },
  {
    rule: '§3 trace: of one project, gathered (databases)',
    file: 'src/backends/db/fact-stream.ts',
    find: 'trace.project !== project || ',
    replace: '',
    tests: facts,
    only: '(sqlite|postgres) know a trace',
  },
  {
    rule: '§3 trace: of one date (SQLite)',
    file: SQLITE_FACTS,
    find: 'runs.run_date = ? and runs.project',
    replace: '? is not null and runs.project',
    tests: facts,
    only: 'sqlite know a trace',
  },
  {
    rule: '§3 trace: of one date (PostgreSQL)',
    file: POSTGRES_FACTS,
    find: 'runs.run_date = $1 and runs.project',
    replace: 'runs.project',
    tests: facts,
    only: 'postgres know a trace',
  },
  {
    rule: '§3 trace: of one trace id (databases)',
    file: 'src/backends/db/fact-stream.ts',
    find: ' || trace.traceId !== traceId',
    replace: '',
    tests: fixtures,
    only: 'sqlite print',
  },
  {
    rule: '§3 trace: of one trace id (file)',
    file: 'src/core/record-facts.ts',
    find: 'const siblings = traces.get(traceId);\n',
    replace: 'const siblings = undefined as RecordFacts[] | undefined;\n',
    tests: sources,
    only: 'file source counts distinct',
  },

  {
    rule: '§3 symbol: crypto_symbol before input_data (file)',
    file: 'src/core/fields/catalogue.ts',
    find: "      ['inputs', 'crypto_symbol'],\n      ['inputs', 'input_data', 'crypto_symbol'],",
    replace: "      ['inputs', 'input_data', 'crypto_symbol'],\n      ['inputs', 'crypto_symbol'],",
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: crypto_symbol before input_data (SQLite)',
    file: SQLITE_SYMBOL,
    find: "coalesce(${symbolAt(data, '$.trace.inputs.crypto_symbol')}, ${symbolAt(data, '$.trace.inputs.input_data.crypto_symbol')}",
    replace:
      "coalesce(${symbolAt(data, '$.trace.inputs.input_data.crypto_symbol')}, ${symbolAt(data, '$.trace.inputs.crypto_symbol')}",
    ...otherRows,
  },
  {
    rule: '§3 symbol: crypto_symbol before input_data (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: "    lse_symbol_at(document, '{trace,inputs,crypto_symbol}'),\n    case",
    replace:
      "    lse_symbol_at(document, '{trace,inputs,input_data,crypto_symbol}'), lse_symbol_at(document, '{trace,inputs,crypto_symbol}'),\n    case",
    ...symbols('postgres'),
  },
  {
    rule: '§3 symbol: else input_data (file)',
    file: 'src/core/fields/catalogue.ts',
    find: "      ['inputs', 'input_data', 'crypto_symbol'],\n",
    replace: '',
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: else input_data (SQLite)',
    file: SQLITE_SYMBOL,
    find: "${symbolAt(data, '$.trace.inputs.input_data.crypto_symbol')}",
    replace: 'null',
    ...otherRows,
  },
  {
    rule: '§3 symbol: else input_data (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: "then lse_symbol_at(document, '{trace,inputs,input_data,crypto_symbol}')",
    replace: 'then null',
    ...symbols('postgres'),
  },
  {
    rule: '§3 symbol: of its own run (file)',
    file: 'src/core/stripped-document.ts',
    find: 'if (isOwn) pickTexts(parts, run, symbolPaths, stripped);',
    replace:
      'pickTexts(parts, run, symbolPaths, stripped);\n  if (isOwn) for (const child of parts.elements(parts.member(run, "child_runs"))) pickTexts(parts, child, symbolPaths, stripped);',
    tests: fixtures,
    only: 'file print',
  },
  {
    rule: '§3 symbol: of its own run (SQLite)',
    file: SQLITE_SYMBOL,
    find: "${symbolAt(data, '$.trace.inputs.input_data.crypto_symbol')}",
    replace:
      "${symbolAt(data, '$.trace.inputs.input_data.crypto_symbol')}, ${symbolAt(data, '$.trace.child_runs[0].inputs.crypto_symbol')}",
    ...otherRows,
  },
  {
    rule: '§3 symbol: of its own run (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: "select case when jsonb_typeof(document #> '{trace,inputs}') = 'object' then coalesce(",
    replace:
      "select case when true then coalesce(lse_symbol_at(document, '{trace,child_runs,0,inputs,crypto_symbol}'),",
    tests: fixtures,
    only: 'postgres print',
  },
  {
    rule: '§3 symbol: a string (file)',
    file: SYMBOL,
    find: "if (typeof candidate === 'string' && !isBlank(candidate)) return candidate;",
    replace:
      'if (candidate !== undefined && candidate !== null && !isBlank(String(candidate))) return String(candidate);',
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: a string (SQLite)',
    file: SQLITE_SYMBOL,
    find: "json_type(${data}, ${literal(path)}) = 'text' and ",
    replace: '',
    ...otherRows,
  },
  {
    rule: '§3 symbol: a string (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: "jsonb_typeof(document #> path) = 'string'",
    replace: 'true',
    tests: fixtures,
    only: 'postgres print',
  },
  {
    rule: '§3 symbol: with a non-blank character (file)',
    file: SYMBOL,
    find: ' && !isBlank(candidate)',
    replace: '',
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: with a non-blank character (SQLite)',
    file: SQLITE_SYMBOL,
    find: " and trim(json_extract(${data}, ${literal(path)}), ${BLANKS}) <> ''",
    replace: '',
    ...otherRows,
  },
  {
    rule: '§3 symbol: with a non-blank character (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: ") <> ''\n    then",
    replace: ') is not null\n    then',
    ...symbols('postgres'),
  },
  {rule: '§3 blank: U+0085 (file)', file: BLANK, find: '\\\\u0085', replace: '', ...blanks('file')},
  {rule: '§3 blank: U+0085 (SQLite)', file: SQLITE_BLANKS, find: ' 133,', replace: '', ...otherRows},
  {rule: '§3 blank: U+0085 (PostgreSQL)', file: POSTGRES_SCHEMA, find: '\\\\0085', replace: '', ...blanks('postgres')},
  {
    rule: '§3 blank: U+0009 to U+000D (file)',
    file: BLANK,
    find: '\\\\t-\\\\r ',
    replace: '\\\\t\\\\n\\\\r ',
    ...blanks('file'),
  },
  {rule: '§3 blank: U+0009 to U+000D (SQLite)', file: SQLITE_BLANKS, find: ' 11,', replace: '', ...otherRows},
  {
    rule: '§3 blank: U+0009 to U+000D (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: '\\\\000B',
    replace: '',
    ...blanks('postgres'),
  },
  {rule: '§3 blank: U+2000 to U+200A (file)', file: BLANK, find: '\\\\u200a', replace: '\\\\u2009', ...blanks('file')},
  {rule: '§3 blank: U+2000 to U+200A (SQLite)', file: SQLITE_BLANKS, find: ' 8202,', replace: '', ...otherRows},
  {
    rule: '§3 blank: U+2000 to U+200A (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: '\\\\200A',
    replace: '',
    ...blanks('postgres'),
  },
  {rule: '§3 blank: U+FEFF (file)', file: BLANK, find: '\\\\ufeff', replace: '', ...blanks('file')},
  {rule: '§3 blank: U+FEFF (SQLite)', file: SQLITE_BLANKS, find: ', 65279', replace: '', ...otherRows},
  {rule: '§3 blank: U+FEFF (PostgreSQL)', file: POSTGRES_SCHEMA, find: '\\\\FEFF', replace: '', ...blanks('postgres')},
  {rule: '§3 blank: not U+200B (file)', file: BLANK, find: '\\\\u200a', replace: '\\\\u200b', ...blanks('file')},
  {
    rule: '§3 blank: not U+200B (SQLite)',
    file: SQLITE_BLANKS,
    find: ' 8202,',
    replace: ' 8202, 8203,',
    ...otherRows,
  },
  {
    rule: '§3 blank: not U+200B (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: '\\\\200A',
    replace: '\\\\200A\\\\200B',
    ...blanks('postgres'),
  },
  {
    rule: '§3 symbol: from the root record',
    file: TRACE,
    find: 'if (root !== undefined && root.symbol !== null) return root;',
    replace: '',
    tests: fixtures,
    only: 'file print',
  },
  {
    rule: '§3 symbol: the root record is the one whose run id is the trace id',
    file: TRACE,
    find: 'record.runId === traceId',
    replace: 'record.runId !== traceId',
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: else from the smallest run id',
    file: TRACE,
    find: 'return sortByRunId(records).find(',
    replace: 'return sortByRunId(records).toReversed().find(',
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: else from the smallest run id that has one',
    file: TRACE,
    find: '.find((record) => record.symbol !== null)',
    replace: '.at(0)',
    ...symbols('file'),
  },
  {
    rule: '§3 symbol: from records that do not fail (file)',
    file: 'src/core/record-facts.ts',
    find: 'found.push({project, traceId, records});',
    replace: 'found.push({project, traceId, records: records.filter((record) => record.failingRuns.length > 0)});',
    tests: fixtures,
    only: 'file print',
  },
  {
    rule: '§3 symbol: from records that do not fail (SQLite)',
    file: SQLITE_FACTS,
    find: ' or octet_length(runs.data) > 1048576 or runs.symbol is not null',
    replace: '',
    tests: fixtures,
    only: 'sqlite print',
  },
  {
    rule: '§3 symbol: from records that do not fail (PostgreSQL)',
    file: POSTGRES_FACTS,
    find: '(runs.is_failing or runs.symbol is not null)',
    replace: 'runs.is_failing',
    tests: fixtures,
    only: 'postgres print',
  },
  {
    rule: '§3 symbol: else Unknown',
    file: SYMBOL,
    find: "UNKNOWN_SYMBOL = 'Unknown'",
    replace: "UNKNOWN_SYMBOL = 'UNKNOWN'",
    ...symbols('file'),
  },
  {rule: '§3 symbol: trimmed', file: SYMBOL, find: 'trimBlanks(stored)', replace: 'stored', ...symbols('file')},
  {
    rule: '§3 symbol: trimmed of the blanks of the contract',
    file: SYMBOL,
    find: 'trimBlanks(stored)',
    replace: 'stored.trim()',
    ...symbols('file'),
  },
  {rule: '§3 symbol: upper-cased', file: SYMBOL, find: '.toUpperCase()', replace: '', ...symbols('file')},
  {
    rule: '§3 symbol: upper-cased whatever the locale',
    file: SYMBOL,
    find: '.toUpperCase()',
    replace: ".toLocaleUpperCase('tr')",
    tests: fixtures,
    only: 'file print',
  },

  {
    rule: '§3 order: by code point, not by UTF-16 unit',
    file: 'src/core/code-point-order.ts',
    find: 'return paired ? unit + 0x10000 : unit;',
    replace: 'return unit;',
    tests: order,
  },
  {
    rule: '§3 order: never by locale',
    file: 'src/core/code-point-order.ts',
    find: 'const shorter = Math.min(left.length, right.length);',
    replace:
      'if (left !== right) return left.localeCompare(right);\n  const shorter = Math.min(left.length, right.length);',
    tests: order,
  },
  {
    rule: '§3 order: of the projects (file)',
    file: 'src/backends/file/tree/directory-entries.ts',
    find: 'names.sort(compareCodePoints)',
    replace: 'names.sort()',
    tests: sources,
    only: 'file source lists the projects',
  },
  {
    rule: '§3 order: of the projects (SQLite)',
    file: `${SQLITE}/queries/projects.ts`,
    find: 'is not null order by project',
    replace: 'is not null order by project collate nocase',
    tests: sources,
    only: 'sqlite source lists the projects',
  },
  {
    rule: '§3 order: of the projects (PostgreSQL)',
    file: `${POSTGRES}/queries/projects.ts`,
    find: 'is not null order by project collate "C"',
    replace: 'is not null order by lower(project)',
    tests: sources,
    only: 'postgres source lists the projects',
  },
  ...['project', 'run_id', 'trace_id', 'file_name'].map((column) => ({
    rule: `§3 order: ${column} has the collation C (PostgreSQL)`,
    file: POSTGRES_SCHEMA,
    find: `${column} text collate "C"`,
    replace: `${column} text`,
    tests: ['test/contract/public-table.test.ts'],
    only: 'order by code point',
  })),

  {
    rule: '§3 facts: no backend prints (file)',
    file: 'src/core/record-facts.ts',
    find: 'detached(symbolOf(trace))',
    replace: 'symbolOf(trace)?.trim().toUpperCase() ?? null',
    tests: facts,
    only: 'file are as stored',
  },
  {
    rule: '§3 facts: no backend prints (SQLite)',
    file: SQLITE_SYMBOL,
    find: 'then json_extract(${data}, ${literal(path)}) end',
    replace: 'then upper(trim(json_extract(${data}, ${literal(path)}))) end',
    ...otherRows,
  },
  {
    rule: '§3 facts: no backend prints (PostgreSQL)',
    file: POSTGRES_SCHEMA,
    find: 'then document #>> path',
    replace: 'then upper(btrim(document #>> path))',
    tests: facts,
    only: 'postgres are as stored',
  },
  {
    rule: '§3 facts: no backend cleans or masks',
    file: 'src/core/record-facts.ts',
    find: "error: stored(run, 'error'),",
    replace:
      "error: typeof stored(run, 'error') === 'string' ? (stored(run, 'error') as string).trim() : stored(run, 'error'),",
    tests: facts,
    only: 'are as stored',
  },
];
