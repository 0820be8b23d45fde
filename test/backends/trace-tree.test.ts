import {mkdir, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {TraceTree} from '../../src/backends/file/trace-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {UNFINISHED_EXPORT} from '../../src/core/document-tree.ts';
import {Backends} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {lse} from '../support/lse.ts';
import {documentOf} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;

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
    expect(await source.dailyCounts({project: 'p', from: DAY, to: DAY})).toHaveLength(1);
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
