import {existsSync} from 'node:fs';
import {mkdtemp, readdir, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {filesBelow} from '../support/imports.ts';
import {lse} from '../support/lse.ts';

const DAY = '2025-09-13';
const run = (id: string, members: object = {}): object => ({
  id,
  trace_id: id,
  name: 'zenrows_scraper',
  run_type: 'tool',
  status: 'success',
  start_time: `${DAY}T10:00:00`,
  end_time: `${DAY}T10:00:01`,
  ...members,
});
const lines = (...runs: object[]): string => runs.map((each) => `${JSON.stringify(each)}\n`).join('');

let directory: string;
const home = process.cwd();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
});

beforeEach(async () => {
  process.chdir(directory);
  await writeFile('runs.jsonl', lines(run('a', {status: 'error', error: 'boom'}), run('b')));
});

afterEach(async () => {
  for (const name of await readdir(directory)) await rm(join(directory, name), {recursive: true});
});

afterAll(async () => {
  process.chdir(home);
  await rm(directory, {recursive: true});
});

describe('lse import', () => {
  it('writes what reports read, and says what comes next', async () => {
    const {code, stdout, stderr} = await lse([
      'import',
      'runs.jsonl',
      '--project',
      'p',
      '--extracted-at',
      '2025-10-01T12:30:45Z',
    ]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    const told = stdout.split('\n').filter((line) => !line.includes('extracted_at'));
    expect(told).toEqual([
      'Found:         2 runs of 2 traces in 1 file of the format runs',
      'Taken:         2',
      'Already there: 0',
      'Skipped:       0',
      '',
      'Worked out:',
      '  project_name of 2 runs, from --project',
      '',
      'Written:',
      '  p: 2 runs on 2025-09-13',
      '',
      'Load it into the database with: lse db migrate && lse db load --data-dir ./data',
      '',
    ]);
    expect((await lse(['report', 'zenrows-errors', '--date', DAY])).stdout).toContain(`${DAY},2,1,50.0%`);
  });

  it('gives the receipt as JSON', async () => {
    const {code, stdout} = await lse(['import', 'runs.jsonl', '--project', 'p', '--json', '--out', 'imported']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      isDryRun: false,
      out: 'imported',
      formats: {runs: 1},
      found: 2,
      traces: 2,
      taken: 2,
      alreadyThere: 0,
      replaced: 0,
      repeated: 0,
      unplaced: 0,
      skipped: {count: 0, first: [], reasons: []},
      moved: 0,
      written: [{project: 'p', date: DAY, runs: 2}],
      incomplete: [],
    });
    expect(Object.keys(await filesBelow('imported'))).toHaveLength(2);
  });

  it('writes nothing in a dry run, and says what it would', async () => {
    const {code, stdout} = await lse(['import', 'runs.jsonl', '--project', 'p', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Would take: {4}2$/m);
    expect(stdout).toContain('Nothing was written, since this was a dry run.\n');
    expect(existsSync('data')).toBe(false);
    await lse(['import', 'runs.jsonl', '--project', 'p']);
    await writeFile('runs.jsonl', lines(run('a', {status: 'error', error: 'boom'}), run('c')));
    const again = await lse(['import', 'runs.jsonl', '--project', 'p', '--dry-run', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({isDryRun: true, taken: 1, alreadyThere: 1});
    expect(Object.keys(await filesBelow('data'))).toHaveLength(2);
  });

  it('ends with 1 under --strict where anything is skipped or incomplete', async () => {
    expect(await lse(['import', 'runs.jsonl', '--project', 'p', '--strict'])).toMatchObject({code: 0});
    await writeFile('cut.jsonl', lines(run('c', {trace_id: 'gone'})));
    expect(await lse(['import', 'cut.jsonl', '--project', 'p'])).toMatchObject({code: 0});
    expect(await lse(['import', 'cut.jsonl', '--project', 'p', '--strict'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        'Known to be incomplete:\n  1 trace whose root is missing\n    such as gone in cut.jsonl\n',
      ),
    });
    await writeFile('bad.jsonl', `${lines(run('d'))}{"id": 1,\n`);
    const bad = await lse(['import', 'bad.jsonl', '--project', 'p', '--strict']);
    expect(bad).toMatchObject({code: 1, stdout: expect.stringMatching(/^Skipped: {7}1\n\nSkipped:\n {2}bad\.jsonl/m)});
  });

  it('counts skipped runs by their reasons where there are many', async () => {
    await writeFile(
      'bad.jsonl',
      lines(run('a'), ...Array.from({length: 30}, (_, n) => run(`n${n}`, {id: undefined, n}))),
    );
    const {stdout} = await lse(['import', 'bad.jsonl', '--project', 'p']);
    expect(stdout).toMatch(/^Skipped, the first 20:\n(?: {2}bad\.jsonl:\d+.*\n){20}Skipped, by reason:\n {2}30 × /m);
  });

  it('is an error where there is nothing to import, and tells what was skipped', async () => {
    await writeFile('none.jsonl', '{"x": 1}\n');
    const {code, stdout, stderr} = await lse(['import', 'none.jsonl', '--project', 'p']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Found: {9}0 runs /);
    expect(stderr).toMatch(
      /^Error: No run was imported: there is none in the source that can be read, and 1 of what was there was skipped\. /,
    );
    expect(existsSync('data')).toBe(false);
    await writeFile('empty.jsonl', '');
    expect(await lse(['import', 'empty.jsonl', '--project', 'p'])).toMatchObject({code: 1});
  });

  it('names projects by a map, and says everything that is wrong in it', async () => {
    await writeFile('runs.jsonl', lines(run('a', {session_id: 's-1'}), run('b', {session_name: 'old'})));
    await writeFile('map.json', '{"s-1": "one", "old": "new"}');
    expect(await lse(['import', 'runs.jsonl', '--projects', 'map.json'])).toMatchObject({code: 0, stderr: ''});
    expect((await readdir('data')).sort()).toEqual(['new', 'one']);
    for (const [text, said] of [
      [
        '{"a": "b/c", "d": 5}',
        /the name for "a" cannot be a project, it holds a path separator; the name for "d" cannot be a project, it is not a text/,
      ],
      ['[]', /it is not an object/],
      ['{', /not JSON/],
    ] as const) {
      await writeFile('map.json', text);
      expect(await lse(['import', 'runs.jsonl', '--projects', 'map.json'])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(said),
      });
    }
    expect((await lse(['import', 'runs.jsonl', '--projects', 'gone.json'])).stderr).toMatch(
      /^Error: The names of projects cannot be read from gone\.json \(there is no such file\)/,
    );
  });

  it.each([
    [['--project', '.x'], /^Error: --project "\.x" cannot be a project: /],
    [['--project', 'a/b'], /^Error: --project "a\/b" cannot be a project: it holds a path separator/],
    [['--extracted-at', 'yesterday'], /^Error: Invalid time of extraction 'yesterday'\. /],
    [['--as', 'csv'], /--as csv is none of: runs, /],
    [['--out', 'postgres://u:hunter2@h/d'], /--out is a URL; expected the path\./],
  ])('refuses %j', async (flags, said) => {
    expect(await lse(['import', 'runs.jsonl', ...flags])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(said),
    });
    expect(existsSync('data')).toBe(false);
  });

  it('knows the export and the project of a Parquet file by its whole path, wherever in it somebody points', async () => {
    const exports = join(home, 'fixtures/imports/parquet/source/exports');
    const projects = join(home, 'fixtures/imports/parquet/projects.json');
    const treeFrom = async (out: string, ...sources: string[]): Promise<unknown> => {
      const {code, stderr} = await lse(['import', ...sources, '--projects', projects, '--out', out]);
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
      const files = Object.entries(await filesBelow(out));
      return files.map(([path, text]) => [path, JSON.parse(text).trace]);
    };
    const [older = '', newer = ''] = (await readdir(exports)).sort().map((name) => join(exports, name));
    const whole = await treeFrom('whole', exports);
    expect(whole).not.toEqual([]);
    expect(await treeFrom('parts', newer, older)).toEqual(whole);
    const files = await fastGlob('**/*.parquet', {cwd: exports, absolute: true});
    expect(await treeFrom('files', ...files)).toEqual(whole);
    await symlink(exports, 'linked');
    expect(await treeFrom('links', `linked/${basename(older)}`, `linked/${basename(newer)}`)).toEqual(whole);
    process.chdir(newer);
    expect(await treeFrom(join(directory, 'here'), '.', older)).toEqual(whole);
  });

  it('says how to correct the database after it moved what an earlier import put under another date', async () => {
    const child = run('c', {trace_id: undefined, parent_run_id: 'r', start_time: '2025-09-14T00:00:05'});
    await writeFile('child.jsonl', lines(child));
    await writeFile('root.jsonl', lines(run('r', {start_time: '2025-09-13T23:59:59'})));
    await lse(['import', 'child.jsonl', '--project', 'p']);
    await lse(['import', 'root.jsonl', '--project', 'p']);
    const {code, stdout} = await lse(['import', 'child.jsonl', 'root.jsonl', '--project', 'p', '--out', './data']);
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringMatching(/^Moved: +1 to the date of their trace$/m)});
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      'Load it into the database with: lse db migrate && lse db load --data-dir ./data',
      'See what was loaded from their old dates, and delete it with --apply: lse db repair --prune --data-dir ./data',
    ]);
    const dates = Object.keys(await filesBelow('data/p')).map((path) => path.slice(0, DAY.length));
    expect(dates).toEqual([DAY, DAY]);
  });

  it('reads a time of extraction in the zone that is said', async () => {
    const zone = ['--extracted-at', '2025-10-01T12:30:45', '--extracted-zone', '+02:00'];
    expect(await lse(['import', 'runs.jsonl', '--project', 'p', ...zone])).toMatchObject({code: 0});
    const [name = ''] = Object.keys(await filesBelow('data'));
    expect(name).toMatch(/_103045\.json$/);
  });

  it('refuses no source, and one that is a database', async () => {
    expect(await lse(['import'])).toMatchObject({code: 1, stdout: ''});
    const {code, stderr} = await lse(['import', 'postgres://u:hunter2@h/d', '--project', 'p']);
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Error: SOURCE is a URL; expected the path\. /),
    });
    expect(stderr).not.toContain('hunter2');
  });
});
