import {readFileSync} from 'node:fs';
import {mkdir, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {UNFINISHED_EXPORT} from '../../src/core/document-tree.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {dailyCounts} from '../support/daily-counts.ts';
import {lse} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const EVERY_DATE = {project: null, from: '0001-01-01' as CalendarDate, to: '9999-12-31' as CalendarDate};
const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe('a trace tree', () => {
  it('has no records for a project that is a file, a link outside, a name too long or a hidden directory', async () => {
    await backends.useTree({
      'file.json': '{}',
      [`.hidden/${DAY}/a.json`]: documentOf('a'),
      [`p/${DAY}/a.json`]: documentOf('a'),
    });
    const outside = join(backends.dataDir, '..', 'outside-tree');
    await mkdir(join(outside, DAY), {recursive: true});
    await writeFile(join(outside, DAY, 'a.json'), JSON.stringify(documentOf('a')));
    await symlink(outside, join(backends.dataDir, 'link'));
    for (const project of ['file.json', 'link', 'x'.repeat(300), '.hidden', '_none']) {
      const outcome = await lse([
        'report',
        'zenrows-errors',
        '--date',
        DAY,
        '--project',
        project,
        '--data-dir',
        backends.dataDir,
      ]);
      expect(outcome).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},0,0,0.0%`)});
      expect(outcome.stderr).toContain('Known projects: p.');
    }
  });

  it('does not read a file over the limit', async () => {
    await backends.useTree({
      [`p/${DAY}/a.json`]: documentOf('a'),
      [`p/${DAY}/b.json`]: documentOf('b', {x: 'x'.repeat(500)}),
    });
    const {stdout, stderr} = await lse(['report', 'zenrows-errors', '--date', DAY, '--json'], {
      LSE_DATA_DIR: backends.dataDir,
      LSE_MAX_FILE_BYTES: '200',
    });
    expect(JSON.parse(stdout)).toMatchObject({records: 1});
    expect(stderr).toMatch(
      /p\/2025-09-13\/b\.json is unreadable and not counted: \d+ bytes are more than LSE_MAX_FILE_BYTES allows \(200\)\./,
    );
  });

  it('names a file that vanished or cannot be read, and goes on', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    const tree = await backends.tree();
    const day = {project: 'p', date: DAY, fileNames: ['gone.json', 'a.json', `${'x'.repeat(300)}.json`]};
    const files = await collected(tree.documents(day));
    expect(files.map(({fileName, reason}) => [fileName.slice(0, 9), reason])).toEqual([
      ['gone.json', 'cannot be read (ENOENT)'],
      ['a.json', null],
      ['xxxxxxxxx', 'cannot be read (ENAMETOOLONG)'],
    ]);
  });

  it('is refused where the data dir is missing or a file', async () => {
    await backends.useTree({'file.json': '{}'});
    await expect(TraceTree.open(join(backends.dataDir, 'nope'), 1)).rejects.toMatchObject({code: 'LSE_DATA_DIR'});
    await expect(TraceTree.open(join(backends.dataDir, 'file.json'), 1)).rejects.toMatchObject({code: 'LSE_DATA_DIR'});
  });

  it('is refused while an export into it is not whole', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), [UNFINISHED_EXPORT]: '{}'});
    await expect(backends.tree()).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: `The data directory ${backends.dataDir} holds an export that is not whole.`,
      hint: expect.stringContaining(`lse db export --out ${backends.dataDir}`),
    });
  });

  it('passes over a link that leads outside where a date could be, and no other one', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    for (const name of ['2025-09-14', '.2025-09-15', 'notes']) {
      await symlink(tmpdir(), join(backends.dataDir, 'p', name));
    }
    const tree = await backends.tree();
    expect(await collected(tree.days(null))).toEqual([{project: 'p', date: DAY, fileNames: ['a.json']}]);
    expect(tree.passedOver()).toEqual([{kind: 'outside-link', project: 'p', count: 1, example: 'p/2025-09-14'}]);
  });

  it('is not taken for read when another directory takes its place meanwhile, whatever is looked at then', async () => {
    for (const project of ['q', 'lost+found']) {
      await backends.useTree({[`a/${DAY}/a.json`]: documentOf('a'), [`${project}/${DAY}/b.json`]: documentOf('b')});
      const tree = await backends.tree();
      const days = tree.days(null);
      const first = await days.next();
      expect(first.value).toMatchObject({project: 'a'});
      await rename(backends.dataDir, `${backends.dataDir}-before`);
      await mkdir(backends.dataDir);
      await expect(days.next()).rejects.toMatchObject({code: 'LSE_DATA_DIR'});
    }
  });

  it('says where a data dir that vanished was', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    const tree = await backends.tree();
    const directory = backends.dataDir;
    await rm(directory, {recursive: true});
    await writeFile(directory, '');
    await expect(tree.projects()).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: `The directory ${directory} cannot be read (ENOTDIR).`,
    });
    await rm(directory);
  });

  it('may itself be a symbolic link', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    const link = join(backends.dataDir, '..', 'data-link');
    await symlink(backends.dataDir, link);
    const source = new FileSource(await TraceTree.open(link, 1000));
    expect(await dailyCounts(source, {project: 'p', from: DAY, to: DAY})).toHaveLength(1);
    expect(source.location).toBe(link);
  });

  it('gives one document once more while it is there, under the run that was asked for', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    await mkdir(join(backends.dataDir, 'p', '2025-09-14'));
    const source = new FileSource(await backends.tree());
    const reference = {project: 'p', date: DAY, runId: 'a', fileName: 'a.json'};
    expect(await source.snapshot(reference)).toMatchObject({runId: 'a', fileName: 'a.json'});
    expect(await source.snapshot({...reference, runId: 'b'})).toBeNull();
    expect(await source.snapshot({...reference, fileName: 'gone.json'})).toBeNull();
    // Of a row that came from no file there is none.
    expect(await source.snapshot({...reference, fileName: null})).toBeNull();
    expect(await source.days(null)).toEqual([{project: 'p', date: DAY, size: 1}]);
  });
});

describe('a project', () => {
  it('is a directory directly below the data dir', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), 'file.json': documentOf('b')});
    expect(await (await backends.tree()).projects()).toEqual(['p']);
  });
});

describe('a date directory', () => {
  it('is one whose name is a real calendar date, wherever it lies in the range', async () => {
    const real = ['0001-01-01', '2000-02-29', '2024-02-29', '2025-12-31', '9999-12-31'];
    const unreal = ['0000-01-01', '1900-02-29', '2025-02-29', '2025-04-31', '2025-00-10', '2025-13-01', '2025-09-00'];
    const odd = ['2025-9-13', '20250913', '2025-09-13 ', 'x2025-09-13', '2025-09-13T00:00:00'];
    await backends.useTree(
      Object.fromEntries([...real, ...unreal, ...odd].map((date) => [`p/${date}/a.json`, documentOf('a')])),
    );
    const tree = await backends.tree();
    expect((await collected(tree.days(null))).map(({date}) => date)).toEqual(real);
  });

  it('is a directory directly below the project, and so are its files below it', async () => {
    await backends.useTree({
      [`p/${DAY}/a.json`]: documentOf('a'),
      [`p/${DAY}/b.json/c.json`]: documentOf('c'),
      [`p/${DAY}/d.json.tmp`]: documentOf('d'),
      'p/2025-09-14': 'a file with the name of a date',
    });
    const tree = await backends.tree();
    expect(await collected(tree.days(null))).toEqual([{project: 'p', date: DAY, fileNames: ['a.json']}]);
  });
});

describe('a symbolic link', () => {
  it('to what lies beside the data dir is not followed, even where the names begin alike', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    await mkdir(join(`${backends.dataDir}-beside`, DAY), {recursive: true});
    await symlink(`${backends.dataDir}-beside`, join(backends.dataDir, 'q'));
    expect(await (await backends.tree()).projects()).toEqual(['p']);
  });
});

describe('an unreadable file', () => {
  const expected = readFileSync(join(fixtures, 'expected', 'unreadable.txt'), 'utf8')
    .split('\n')
    .slice(0, -1);

  it('of every kind is met by the file backend', async () => {
    const source = new FileSource(await TraceTree.open(join(fixtures, 'tree'), 64 * 1024 * 1024));
    await dailyCounts(source, EVERY_DATE);
    expect(
      source
        .unreadableFiles()
        .map(({path}) => path)
        .sort(),
    ).toEqual(expected);
  });

  it.each(databaseKinds)('of every kind is passed over by the loader of %s', async (kind) => {
    await backends.empty(kind);
    const {unreadable} = await backends.load(kind, null, join(fixtures, 'tree'));
    expect(unreadable.map(({path}) => path).sort()).toEqual(expected);
    await backends.empty(kind);
  });

  it('is one whose run id cannot be a key, although its trace id can', async () => {
    const ids = ['a\0', 'a\ud800', 'x'.repeat(513)];
    await backends.useTree(
      Object.fromEntries(ids.map((id, n) => [`p/${DAY}/${n}.json`, failingDocument(id, {trace_id: 't'})])),
    );
    const source = new FileSource(await backends.tree());
    expect(await dailyCounts(source, EVERY_DATE)).toEqual([]);
    expect(source.unreadableFiles()).toHaveLength(ids.length);
  });

  it('is one that is larger than LSE_MAX_FILE_BYTES, by one byte', async () => {
    const document = failingDocument('a');
    await backends.useTree({[`p/${DAY}/a.json`]: document});
    const bytes = Buffer.byteLength(JSON.stringify(document));
    const unreadable = async (most: number): Promise<string[]> => {
      const source = new FileSource(await backends.tree(undefined, most));
      await dailyCounts(source, EVERY_DATE);
      return source.unreadableFiles().map(({reason}) => reason);
    };
    expect(await unreadable(bytes)).toEqual([]);
    expect(await unreadable(bytes - 1)).toEqual([
      `${bytes} bytes are more than LSE_MAX_FILE_BYTES allows (${bytes - 1})`,
    ]);
  });

  it.each(databaseKinds)(
    'hides no older snapshot of the same run, nor a later file, from the loader of %s',
    async (kind) => {
      const at = (time: string): object => ({extracted_at: time});
      await backends.empty(kind);
      await backends.useTree({
        [`p/${DAY}/a.json`]: failingDocument('a', {}, at('2025-09-13T10:00:00')),
        [`p/${DAY}/b.json`]: '{"metadata":{"extracted_at":"2030-01-01T00:00:00"},"trace":{"id":"a"',
        [`p/${DAY}/c.json`]: documentOf('c'),
      });
      expect(await backends.load(kind)).toMatchObject({inserted: 2, unreadable: [{path: `p/${DAY}/b.json`}]});
    },
  );
});
