// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code to find holds them
const DRIVERS = 'src/backends/db/sqlite/drivers';
const THREAD = `${DRIVERS}/node-thread.ts`;
const DRIVER = `${DRIVERS}/node-driver.ts`;
const TEXTS = `${DRIVERS}/whole-texts.ts`;
const CODE = 'bin/code-cache.js';

const driver = ['test/backends/sqlite-driver.test.ts'];
const interruption = ['test/backends/sqlite-interruption.test.ts'];
const code = ['test/end-to-end/code-cache.test.ts'];
const needs = 'node:sqlite';

export const title = 'Drivers of SQLite, and the code that is kept of the bundle';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'drivers: an interruption ends a statement of sqlite3',
    file: `${DRIVERS}/package-driver.ts`,
    find: '    this.#database.interrupt();\n',
    replace: '',
    tests: interruption,
    only: 'ends the statement that runs',
  },
  {
    rule: 'drivers: an interruption is met between two rows of node:sqlite',
    file: THREAD,
    find: 'if (Atomics.load(interruptions, 0) !== this.#interruptions)',
    replace: 'if (Atomics.load(interruptions, 0) < 0)',
    tests: interruption,
    only: 'node:sqlite ends a question',
    needs,
  },
  {
    rule: 'drivers: an interruption reaches the thread of node:sqlite',
    file: DRIVER,
    find: 'Atomics.add(new Int32Array(this.#thread.interruptions), 0, 1);',
    replace: '',
    tests: interruption,
    only: 'node:sqlite ends a question',
    needs,
  },
  {
    rule: 'drivers: an extended code of SQLite is named by its primary one',
    file: `${DRIVERS}/node-failure.ts`,
    find: 'NAMES[errcode & 0xff]',
    replace: 'NAMES[errcode]',
    tests: driver,
    only: 'as sqlite3 names it',
  },
  {
    rule: 'drivers: the code of an error passes from one thread to another',
    file: DRIVER,
    find: 'code === undefined ? {} : {code}',
    replace: '{}',
    tests: driver,
    only: 'node:sqlite names what a constraint says',
    needs,
  },
  {
    rule: 'drivers: node:sqlite makes no file that is opened to write',
    file: THREAD,
    find: "if (mode === 'write' && path",
    replace: "if (mode === 'read' && path",
    tests: driver,
    only: 'node:sqlite makes no file that is opened to write',
    needs,
  },
  {
    rule: 'drivers: whole numbers are integers for node:sqlite, too',
    file: THREAD,
    find: "typeof value === 'number' && value === (value | 0) ? BigInt(value) : value",
    replace: 'value',
    tests: driver,
    only: 'node:sqlite keeps what it is given',
    needs,
  },
  {
    rule: 'drivers: the rows before a fault come first',
    file: THREAD,
    find: 'rows.length === 0 || mostRows === Number.POSITIVE_INFINITY',
    replace: 'rows.length >= 0',
    tests: driver,
    only: 'node:sqlite gives the rows before a fault',
    needs,
  },
  {
    rule: 'drivers: a text with NUL comes whole',
    file: TEXTS,
    find: ', instr(${value}, char(0)), 0)',
    replace: ', 0, 0)',
    tests: driver,
    only: 'whole texts come beside',
  },
  {
    rule: 'drivers: a text that is JSON stays a text',
    file: TEXTS,
    find: "${value} || '', null)",
    replace: 'json(${value}), null)',
    tests: driver,
    only: 'whole texts come beside',
  },
  {
    rule: 'drivers: bytes with NUL stay bytes',
    file: TEXTS,
    find: "${name}, iif(typeof(${value}) = 'text', ",
    replace: "${name}, iif(typeof(${value}) <> 'null', ",
    tests: driver,
    only: 'whole texts come beside',
  },
  {
    rule: 'the kept code: damaged, it is not run',
    file: CODE,
    find: '=== bytes.readUInt32LE(code.length) ? code',
    replace: '>= 0 ? code',
    tests: code,
    only: 'one bit of it was changed',
  },
  {
    rule: 'the kept code: of another bundle, it is not run',
    file: CODE,
    find: '[ino, size, ctimeNs].map',
    replace: '[ino, size].map',
    tests: code,
    only: 'another bundle of equal length',
  },
  {
    rule: 'the kept code: of an older build, it is not run',
    file: CODE,
    find: 'statSync(BUILT).mtimeMs >= statSync(FILE).mtimeMs',
    replace: 'statSync(BUILT).mtimeMs >= 0',
    tests: code,
    only: 'of a build',
  },
  {
    rule: 'the kept code: nobody else can put code there',
    file: CODE,
    find: '(mode & 0o022) === 0',
    replace: 'mode > 0',
    tests: code,
    only: 'others may write',
  },
  {
    rule: 'the kept code: it is for the user alone',
    file: CODE,
    find: 'mode: 0o600',
    replace: 'mode: 0o644',
    tests: code,
    only: 'for the user alone',
  },
  {
    rule: 'the kept code: what serves is not written anew',
    file: 'bin/bundle.js',
    find: 'if (cachedData === undefined) keepCode(script);',
    replace: 'keepCode(script);',
    tests: code,
    only: 'taken by the next start',
  },
];
