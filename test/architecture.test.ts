import {readFileSync} from 'node:fs';
import {dirname, relative, resolve, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = fastGlob.sync('**/*.ts', {cwd: src});

/** Which folders each folder may import from, itself apart. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  scanner: [],
  core: [],
  format: ['core'],
  'backends/file': ['core'],
  'backends/db': ['core'],
  compare: ['core', 'format'],
  transfer: ['core', 'format'],
  cli: ['core', 'format', 'compare', 'transfer', 'backends/file', 'backends/db'],
  commands: ['core', 'format', 'compare', 'transfer', 'cli', 'backends/db'],
};

/** Packages that a folder may use; Node's own modules are named in full. */
const packages: Readonly<Record<string, readonly string[]>> = {
  scanner: [],
  core: ['node:buffer'],
  format: [],
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
  ],
  'backends/db': [
    'pg',
    'sqlite3',
    'node:dns/promises',
    'node:events',
    'node:fs',
    'node:fs/promises',
    'node:net',
    'node:os',
    'node:path',
    'node:stream',
    'node:tls',
  ],
  compare: ['ansis', 'cli-table3', 'csv-parse/sync', 'fraction.js', 'node:zlib', 'wrap-ansi', 'xmlbuilder2'],
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

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(`${src}/${file}`, 'utf8');
  const found = text.matchAll(/^(?:import|export) (type )?[^;]*?from '([^']+)'|import\('([^']+)'\)/gm);
  return [...found].map(([, type, fixed, dynamic]) => ({
    file,
    target: (fixed ?? dynamic) as string,
    isType: type !== undefined,
  }));
});

describe('the architecture', () => {
  it('is looked at as a whole', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(imports.length).toBeGreaterThan(300);
  });

  it('lets dependencies point one way', () => {
    const wrong = imports
      .filter(({target}) => target.startsWith('.'))
      .map(({file, target}) => ({
        file,
        target: relative(src, resolve(src, dirname(file), target))
          .split(sep)
          .join('/'),
      }))
      .filter(
        ({file, target}) => folderOf(file) !== folderOf(target) && !allowed[folderOf(file)]?.includes(folderOf(target)),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps each package where it belongs', () => {
    const wrong = imports.filter(
      ({file, target}) => !target.startsWith('.') && !packages[folderOf(file)]?.includes(target),
    );
    expect(wrong).toEqual([]);
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

  it('builds no SQL from input: these are all the insertions into texts beside the queries', () => {
    const inserted = files
      .filter((file) => file.includes('/queries/'))
      .flatMap((file) => [...readFileSync(`${src}/${file}`, 'utf8').matchAll(/\$\{([^}]*)/g)])
      .map(([, expression]) => expression?.split('(')[0]);
    // Constants of their modules, a list of question marks, and names of tables and roles that are ours or that the server quoted.
    expect([...new Set(inserted)].sort()).toEqual([
      'columns',
      'kept',
      'key',
      'listed',
      'name',
      'names',
      'readable',
      'role',
      'rows.map',
      'state',
      'table',
      'writable',
    ]);
  });
});
