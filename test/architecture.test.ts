import {readFileSync} from 'node:fs';
import {dirname, relative, resolve, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {composedSqlOf} from './support/composed-sql.ts';
import {COMPUTED, importsOf, parseFile, parseText, type Syntax} from './support/source-module.ts';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = fastGlob.sync('**/*.ts', {cwd: src});

/** Which folders each folder may import from, itself apart. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  scanner: [],
  core: [],
  files: ['core'],
  format: ['core'],
  yaml: ['core'],
  definitions: ['core', 'format', 'yaml'],
  asking: ['core', 'format'],
  'backends/file': ['core', 'files'],
  'backends/db': ['core', 'files'],
  compare: ['asking', 'core', 'format'],
  transfer: ['core', 'format'],
  repair: ['core', 'format', 'compare', 'transfer'],
  imports: ['core', 'files', 'format', 'transfer', 'backends/db'],
  pull: ['core', 'files', 'format', 'imports'],
  rollout: ['core', 'files', 'format', 'yaml', 'asking', 'definitions', 'compare', 'transfer', 'backends/db'],
  cli: [
    'asking',
    'core',
    'definitions',
    'files',
    'format',
    'yaml',
    'compare',
    'transfer',
    'repair',
    'imports',
    'rollout',
    'backends/file',
    'backends/db',
  ],
  commands: [
    'asking',
    'core',
    'definitions',
    'format',
    'compare',
    'transfer',
    'repair',
    'imports',
    'pull',
    'rollout',
    'cli',
    'backends/db',
  ],
};

/** Packages that a folder may use; Node's own modules are named in full. */
const packages: Readonly<Record<string, readonly string[]>> = {
  scanner: [],
  // None by which core would read or write anything: a digest, and the memory of its own process.
  core: ['fastest-levenshtein', 'fraction.js', 'node:buffer', 'node:crypto', 'node:v8', 'node:vm'],
  definitions: [],
  files: ['node:crypto', 'node:fs', 'node:fs/promises', 'node:os', 'node:path'],
  yaml: ['yaml'],
  asking: [],
  format: ['fraction.js'],
  'backends/file': [
    'fast-glob',
    'node:buffer',
    'node:crypto',
    'node:os',
    'node:worker_threads',
    'node:fs',
    'node:fs/promises',
    'node:path',
    'node:v8',
    'node:zlib',
  ],
  'backends/db': [
    'pg',
    'sqlite3',
    'node:dns/promises',
    'node:events',
    'node:fs',
    'node:fs/promises',
    'node:module',
    'node:net',
    'node:os',
    'node:path',
    'node:sqlite',
    'node:stream',
    'node:tls',
    'node:worker_threads',
  ],
  compare: ['ansis', 'cli-table3', 'csv-parse/sync', 'diff', 'fraction.js', 'node:zlib', 'wrap-ansi', 'xmlbuilder2'],
  repair: [],
  imports: [
    'hyparquet',
    'hyparquet/src/assemble.js',
    'hyparquet/src/column.js',
    'hyparquet/src/convert.js',
    'hyparquet/src/datapage.js',
    'hyparquet/src/schema.js',
    'hyparquet/src/types.js',
    'hyparquet-compressors',
    'yauzl',
    'node:buffer',
    'node:child_process',
    'node:events',
    'node:fs',
    'node:fs/promises',
    'node:os',
    'node:path',
    'node:stream',
    'node:stream/promises',
    'node:timers/promises',
    'node:worker_threads',
    'node:zlib',
  ],
  pull: ['node:crypto', 'node:fs/promises', 'node:path'],
  rollout: [
    '@openfeature/server-sdk',
    'cli-table3',
    'diff',
    'node:child_process',
    'node:crypto',
    'node:fs',
    'node:fs/promises',
    'node:module',
    'node:path',
    'node:stream',
    'node:timers/promises',
    'node:url',
    'node:util',
    'pino',
  ],
  transfer: ['node:crypto', 'node:fs', 'node:fs/promises', 'node:os', 'node:path'],
  cli: [
    '@oclif/core',
    'cli-progress',
    'dotenv',
    'node:crypto',
    'node:fs',
    'node:fs/promises',
    'node:os',
    'node:path',
    'node:readline/promises',
    'node:url',
    'node:util',
    'node:v8',
  ],
  commands: ['@oclif/core'],
};

const folders = Object.keys(allowed);

function folderOf(path: string): string {
  const folder = folders.find((name) => path.startsWith(`${name}/`));
  if (folder === undefined) throw new Error(`${path} lies in no known folder`);
  return folder;
}

const modules = new Map(files.map((file) => [file, parseFile(`${src}/${file}`)]));

const imports = [...modules].flatMap(([file, module]) => importsOf(module).map((found) => ({file, ...found})));

/** Those of other files of ours, as paths below `src`. */
const ownImports = imports
  .filter(({target}) => target.startsWith('.'))
  .map(({file, target}) => ({
    file,
    target: relative(src, resolve(src, dirname(file), target))
      .split(sep)
      .join('/'),
  }));

/** The groups of files of which each needs, in the end, itself. A type counts: who reads one file has to read the other. */
function cyclesOf(edges: readonly {readonly file: string; readonly target: string}[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const {file, target} of edges) targets.set(file, [...(targets.get(file) ?? []), target]);
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(targets.get(from) ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      open.push(...(targets.get(file) ?? []));
    }
    return seen;
  };
  const reach = new Map([...targets.keys()].map((file) => [file, reached(file)]));
  const groups = [...reach.keys()]
    .filter((file) => reach.get(file)?.has(file))
    .map((file) => [...(reach.get(file) ?? [])].filter((other) => reach.get(other)?.has(file)).sort());
  return [...new Map(groups.map((group) => [group.join(), group])).values()];
}

describe('the architecture', () => {
  it('is looked at as a whole', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(imports.length).toBeGreaterThan(300);
  });

  it('lets dependencies point one way', () => {
    const wrong = ownImports.filter(
      ({file, target}) => folderOf(file) !== folderOf(target) && !allowed[folderOf(file)]?.includes(folderOf(target)),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(ownImports.length).toBeGreaterThan(300);
    expect(cyclesOf(ownImports)).toEqual([]);
  });

  it('keeps each package where it belongs', () => {
    const wrong = imports.filter(
      ({file, target}) => !target.startsWith('.') && !packages[folderOf(file)]?.includes(target),
    );
    // What the user names is loaded in a process of its own, and so is the SDK for it.
    expect(new Set(wrong.map(({file, target}) => `${file} ${target}`))).toEqual(
      new Set([`rollout/decision/flag-host.ts ${COMPUTED}`]),
    );
    const sdk = imports.filter(({target}) => target.startsWith('@openfeature/'));
    expect(new Set(sdk.map(({file}) => file))).toEqual(new Set(['rollout/decision/flag-host.ts']));
    expect(ownImports.filter(({target}) => target === 'rollout/decision/flag-host.ts')).toEqual([]);
  });

  it('opens sources in one place', () => {
    const openers = imports.filter(
      ({file, target, isType}) => file.startsWith('c') && target.includes('/backends/') && !isType,
    );
    expect(new Set(openers.map(({file}) => file))).toEqual(new Set(['cli/sources.ts']));
  });

  it('writes in one place', () => {
    const writers = files.filter((file) =>
      /process\.std(out|err)\.write|console\.|process\.stdout/.test(readFileSync(`${src}/${file}`, 'utf8')),
    );
    expect(writers).toEqual(['cli/terminal.ts']);
  });

  it('has no file past 300 lines, and no folder for odds and ends', () => {
    const long = files.filter((file) => readFileSync(`${src}/${file}`, 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
    expect(files.filter((file) => /utils|helpers|misc/.test(file))).toEqual([]);
    expect(files.filter((file) => !/^[a-z0-9/-]+(\.d)?\.ts$/.test(file))).toEqual([]);
  });

  it('puts SQL together by one tag alone', () => {
    const wrong = [...modules].flatMap(([file, module]) => composedSqlOf(module).map((text) => ({file, text})));
    expect(wrong).toEqual([]);
  });

  it('has one such tag, which nobody else calls by its name', () => {
    const users = [...modules].filter(([, module]) => JSON.stringify(module).includes('"value":"sqlText"'));
    expect(users.length).toBeGreaterThan(15);
    const others = users
      .map(([file]) => file)
      .filter((file) => !ownImports.some((found) => found.file === file && found.target === 'backends/db/sql-text.ts'));
    expect(others).toEqual(['backends/db/sql-text.ts']);
  });
});

describe('what the architecture is read with', () => {
  /** With `#{` for `#{`, which reads like a mistake in a text. */
  const parsed = (text: string): Syntax => parseText(text.replaceAll('#{', '$'.concat('{')));
  const targets = (text: string): string[] => importsOf(parsed(text)).map(({target}) => target);

  it('sees every way to another module', () => {
    expect(targets(`import a from './a.ts'; import './b.ts'; import type {C} from './c.ts'`)).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
    ]);
    expect(targets(`export {a} from './a.ts'; export * from './b.ts'; export type {C} from './c.ts'`)).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
    ]);
    expect(targets("const a = await import('./a.ts'); import(`b`); let c: import('./c.ts').C")).toEqual([
      './a.ts',
      'b',
      './c.ts',
    ]);
    expect(targets(`const {Worker} = process.getBuiltinModule('node:worker_threads')`)).toEqual([
      'node:worker_threads',
    ]);
    expect(targets(`globalThis.process['getBuiltinModule']('fs'); process?.getBuiltinModule('os')`)).toEqual([
      'fs',
      'os',
    ]);
    expect(targets(`const a = require('fs'); import b = require('os')`)).toEqual(['fs', 'os']);
  });

  it('takes for unknown what is worked out while the program runs', () => {
    expect(targets('import(name); require(a + b); process.getBuiltinModule(`node:#{name}`)')).toEqual([
      COMPUTED,
      COMPUTED,
      COMPUTED,
    ]);
    expect(targets(`const {getBuiltinModule} = process; hand(process['getBuiltinModule'])`)).toEqual([
      COMPUTED,
      COMPUTED,
    ]);
  });

  it('tells types from values', () => {
    const kinds = (text: string): boolean[] => importsOf(parsed(text)).map(({isType}) => isType);
    expect(kinds(`import type {A} from 'a'; import {type B} from 'b'; export type {C} from 'c'`)).toEqual([
      true,
      true,
      true,
    ]);
    expect(kinds(`import {type A, b} from 'a'; import 'b'; export * from 'c'; import('d')`)).toEqual(
      Array(4).fill(false),
    );
  });

  it('finds cycles of any length, of types as well, and of a file with itself', () => {
    const edges = (text: string) =>
      text.split(' ').map((pair) => ({file: pair[0] as string, target: pair[1] as string}));
    expect(cyclesOf(edges('ab bc cd'))).toEqual([]);
    expect(cyclesOf(edges('ab bc ca cd de ed ff'))).toEqual([['a', 'b', 'c'], ['d', 'e'], ['f']]);
  });

  it.each([
    ['a template', 'const sql = `select * from #{table}`'],
    ['a template after a comment', 'const sql = `\n-- why\n  with failing as (select #{columns})\nselect 1`'],
    ['a statement in capitals', 'const sql = `DROP TABLE #{table}`'],
    ['a template behind another tag', 'const sql = String.raw`delete from runs where #{what}`'],
    ['a concatenation', "const sql = 'select run_id from runs where project = ' + project"],
    ['one that begins with a part', "const sql = ('set local ' + name) + ' = 1'"],
    ['a piece that is added', 'let sql = text(); sql += ` where project = #{project}`; sql += `order by #{column}`'],
    ['a list', "const sql = ['select', columns, 'from runs'].join(' ')"],
    ['a method of a text', "const sql = 'select %'.replace('%', columns); 'drop table '.concat(name)"],
    ['what is sent, whatever it reads like', 'await client.query(`#{statement} runs`)'],
    ['what is sent in pieces', 'connection.all<Row>(first + "; " + second); client.query(texts.join(";"))'],
    ['what is sent by a function', 'streamRows<Row>(client.query(`#{a}`))'],
    ['one within another text', 'throw new Error(`Run: #{shown(`alter table #{name}`)}`)'],
  ])('sees SQL that is put together: %s', (_, text) => {
    expect(composedSqlOf(parsed(text))).not.toEqual([]);
  });

  it.each([
    ['by the tag', 'const sql = sqlText`select #{columns} from runs where #{sqlText`project = #{one}`}`.text'],
    ['of nothing but a text', 'const sql = `select 1`; client.query(`select 2`); client.query("select 3", [id])'],
    ['one fixed text for another', "client.query(text.replace(/^create function/, 'create or replace function'))"],
    ['English', 'fail(`Create it with: #{command}`); say(`with #{count} rows`, `set by #{who}`, `from #{a} to #{b}`)'],
    ['other calls', 'Promise.all(names.map((name) => `#{name}.json`)); run(work); map.get(`table #{name}`)'],
  ])('leaves alone what is no such SQL: %s', (_, text) => {
    expect(composedSqlOf(parsed(text))).toEqual([]);
  });
});
