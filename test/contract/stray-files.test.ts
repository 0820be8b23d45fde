import {appendFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {WatchedTree} from '../../src/backends/file/tree/watched-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {Backends} from '../support/backends.ts';
import {execFileSync} from '../support/blocking-process.ts';
import {collected} from '../support/collected.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

beforeEach(async () => {
  await backends.useTree({
    [`alpha/${DAY}/1.json`]: failingDocument('1'),
    'alpha/2025-09-14/2.json': documentOf('2'),
    [`beta/${DAY}/3.json`]: documentOf('3'),
  });
  await backends.empty('sqlite');
  await backends.load('sqlite');
});

const at = (...names: string[]): string => join(backends.dataDir, ...names);

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(at(path)), {recursive: true});
  writeFileSync(at(path), content);
}

const run = (id: string): object => ({
  id,
  name: 'zenrows_scraper',
  run_type: 'tool',
  start_time: '2025-09-13T10:00:00',
});
const RUN = JSON.stringify(run('x'));
const LINES = `${RUN}\n${JSON.stringify(run('y'))}\n`;

function command(...args: string[]): Promise<Outcome> {
  return lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite});
}

/** What is said of it, without what every line begins with. */
async function notices(...args: string[]): Promise<string[]> {
  const {stderr} = await command(...args);
  return stderr
    .split('\n')
    .filter((line) => line.includes('Not looked at'))
    .map((line) => line.replace('Warning: Not looked at: ', '').replaceAll(backends.dataDir, 'DATA'))
    .sort();
}

/** Of a report: when it was made, and what was not looked at, differ by themselves. */
const isOfRecords = (line: string): boolean => !/did not look at|alpha\/drafts|^$|[0-9] ms/.test(line);

const ERRORS = ['report', 'zenrows-errors', '--date', DAY];

/** Every command that reads the tree. */
const readers: readonly string[][] = [
  ERRORS,
  ['report', 'zenrows-detail', '--date', DAY],
  ['report', 'run', 'zenrows-errors', '--date', DAY],
  ['report', 'compare', '--date', DAY],
  ['db', 'load'],
  ['db', 'verify'],
  ['db', 'repair'],
];

describe('a file in the tree where no record lies', () => {
  it.each(readers)('is counted once, with an example and how to read it: %s %s', async (...args) => {
    put('export.jsonl', LINES);
    put('notes.zip', 'no archive');
    put('alpha/run.json', RUN);
    put('alpha/2025-9-13/a.json', RUN);
    put('alpha/2025-9-13/b.json', RUN);
    put(`beta/${DAY}/kept/c.json`, JSON.stringify(documentOf('4')));
    put(`beta/${DAY}/more.ndjson`, LINES);
    put(`beta/${DAY}/notes.txt`, 'no run');
    const other =
      `2 files of other endings than .json, such as beta/${DAY}/more.ndjson. ` +
      `Read such files with: lse import DATA/beta/${DAY}/*.ndjson`;
    expect(await notices(...args)).toEqual(
      [
        '2 files directly in the data dir, such as export.jsonl. Read such files with: lse import DATA/*.jsonl',
        '1 file directly in the directory of a project: alpha/run.json. Read it with: lse import DATA/alpha/run.json',
        '2 files in directories that are no dates, such as alpha/2025-9-13/a.json. Read such files with: lse import DATA/alpha/2025-9-13',
        `1 file in a directory below a date: beta/${DAY}/kept/c.json. Read it with: lse import DATA/beta/${DAY}/kept`,
        other,
      ].sort(),
    );
  });

  it.each([ERRORS, ['report', 'compare', '--date', DAY], ['db', 'verify']])(
    'changes neither answer nor exit code: %s %s',
    async (...args) => {
      const answer = ({code, stdout}: Outcome): object => ({code, lines: stdout.split('\n').filter(isOfRecords)});
      const before = await command(...args);
      put('export.jsonl', LINES);
      put('alpha/drafts/a.json', RUN);
      const after = await command(...args);
      expect(answer(after)).toEqual(answer(before));
      const verdict = /^(The same: .*\n)?$/;
      expect([verdict.test(before.stderr), verdict.test(after.stderr)]).toEqual([true, false]);
    },
  );

  it('is in the documents of a comparison and of a verification, with its kind', async () => {
    put('alpha/drafts/a.json', RUN);
    const found = {side: 'control', kind: 'file-in-other-directory', project: 'alpha', count: 1};
    for (const args of [
      ['report', 'compare', '--date', DAY, '--json'],
      ['db', 'verify', '--json'],
    ]) {
      const {passedOver} = JSON.parse((await command(...args)).stdout);
      expect(passedOver).toEqual([{...found, example: 'alpha/drafts/a.json', partial: false}]);
    }
  });

  it('of another project or date is not counted, unless it belongs to none', async () => {
    put('alpha/drafts/a.json', RUN);
    put('alpha/2025-09-14/below/b.json', RUN);
    put('export.jsonl', LINES);
    const beside = '1 file directly in the data dir: export.jsonl. Read it with: lse import DATA/export.jsonl';
    const drafts =
      '1 file in a directory that is no date: alpha/drafts/a.json. Read it with: lse import DATA/alpha/drafts';
    expect(await notices(...ERRORS, '--project', 'beta')).toEqual([beside]);
    expect(await notices(...ERRORS, '--project', 'alpha')).toEqual([beside, drafts]);
  });

  it('says no import where nothing of it has a known shape', async () => {
    put('alpha/package.json', '{"name": "alpha", "version": "1.0.0"}');
    put('alpha/drafts/broken.json', '{"id": ');
    expect(await notices(...ERRORS)).toEqual([
      '1 file directly in the directory of a project: alpha/package.json.',
      '1 file in a directory that is no date: alpha/drafts/broken.json.',
    ]);
  });

  it('is an example that can be imported, if any of the first of a directory can', async () => {
    put('alpha/a.json', '{}');
    put('beta/a.json', '[]');
    put('beta/b.json', RUN);
    expect(await notices(...ERRORS)).toEqual([
      '3 files directly in the directory of a project, such as beta/b.json. Read such files with: lse import DATA/beta/*.json',
    ]);
  });

  it('is read as a whole directory where a project has no dates', async () => {
    put('exports/a.json', RUN);
    put('exports/b.json', RUN);
    expect(await notices(...ERRORS)).toEqual([
      '2 files directly in the directory of a project, such as exports/a.json. Read such files with: lse import DATA/exports',
    ]);
  });

  it('is named as a shell takes it', async () => {
    put("it's here/a run.json", RUN);
    const {stderr} = await command(...ERRORS);
    const source = /Read it with: lse import (.*)\n/.exec(stderr)?.[1] ?? '';
    const [path] = execFileSync('sh', ['-c', `printf '%s' ${source}`]).split('\n');
    expect(path).toBe(at("it's here"));
    expect(readdirSync(path as string)).toEqual(['a run.json']);
  });

  it('may be a link to a file, and is none below a link to a directory', async () => {
    writeFileSync(`${backends.dataDir}-export.jsonl`, LINES);
    symlinkSync(`${backends.dataDir}-export.jsonl`, at('export.jsonl'));
    symlinkSync('2025-09-14', at('alpha', 'latest'));
    symlinkSync('../2025-09-14', at('alpha', DAY, 'next'));
    expect(await notices(...ERRORS)).toEqual(['1 file directly in the data dir: export.jsonl.']);
  });
});

describe('what is no such file', () => {
  it.each(readers)('is not named: %s %s', async (...args) => {
    for (const name of ['README.md', 'notes.txt', 'lse.yaml', '.lse-import-1.json', '.lse-lock.json', '_map.json']) {
      put(name, RUN);
      put(`alpha/${name}`, RUN);
      put(`alpha/drafts/${name}`, RUN);
      put(`alpha/${DAY}/below/${name}`, RUN);
    }
    // That is where an archive that was copied back has its list of files.
    put('alpha/manifest.json', '{}');
    for (const directory of ['.lse', '_kept', '.lse-export-1', `alpha/.lse-retired/${DAY}`, `alpha/${DAY}/.lse`]) {
      put(`${directory}/a.json`, RUN);
      put(`${directory}/b.jsonl`, LINES);
    }
    mkdirSync(at('alpha', 'empty'));
    mkdirSync(at('alpha', DAY, 'empty.json'));
    const {stderr} = await command(...args);
    expect(stderr).toMatch(/^(The same: .*\n)?$/);
  });
});

describe('what lies in the directory of a date', () => {
  it.each<[string, string, string | Uint8Array, boolean]>([
    ['JSON lines', 'a.jsonl', LINES, true],
    ['one line', 'a.jsonl', RUN, true],
    [
      'lines of documents',
      'a.ndjson',
      `${JSON.stringify(documentOf('1'))}\n${JSON.stringify(documentOf('2'))}\n`,
      true,
    ],
    ['lines of the langsmith command', 'a.jsonl', '{"run_id":"a","name":"b"}\n{"run_id":"c","name":"d"}\n', true],
    ['lines of a log', 'a.jsonl', '{"level":"info"}\n{"level":"warn"}\n', false],
    ['an array', 'a.JSON', `[${RUN}]`, true],
    ['an array of something else', 'a.JSON', '[{"id": 5}]', false],
    ['runs of one trace', 'a.JSON', `{"trace_id":"t","runs":[${RUN}]}`, true],
    ['a long array', 'a.JSON', `[${JSON.stringify({...run('x'), inputs: 'x'.repeat(100_000)})}]`, true],
    ['a long text', 'a.JSON', `["${'x'.repeat(100_000)}"]`, false],
    ['compressed lines', 'a.jsonl.gz', gzipSync(LINES), true],
    ['a long compressed file', 'a.json.gz', gzipSync(`[${RUN},"${'x'.repeat(10_000_000)}"]`), true],
    ['something else compressed', 'a.tar.gz', gzipSync('x'.repeat(10_000)), false],
    ['what claims to be compressed', 'a.gz', Uint8Array.of(0x1f, 0x8b, 1, 2, 3), false],
    ['an archive', 'a.zip', Buffer.from('PK\x03\x04…'), true],
    ['Parquet', 'a.parquet', Buffer.from('PAR1…'), true],
    ['an empty file', 'a.jsonl', '', false],
  ])('can be imported or not by what is in it: %s', async (_what, name, content, canBe) => {
    put(`alpha/${DAY}/${name}`, content);
    const hint = canBe ? ` Read it with: lse import DATA/alpha/${DAY}/${name}` : '';
    expect(await notices(...ERRORS)).toEqual([`1 file of another ending than .json: alpha/${DAY}/${name}.${hint}`]);
  });

  it.each<[string, string, string]>([
    ['a run', RUN, 'it is a bare run, which lse import takes'],
    [
      'a run with children',
      JSON.stringify({...run('x'), child_runs: [run('y')]}),
      'it is a bare run, which lse import takes',
    ],
    ['an array', `[${RUN}]`, 'it is an array of runs, which lse import takes'],
    ['runs of one trace', `{"trace_id":"t","runs":[${RUN}]}`, 'its runs lie below "runs", which lse import takes'],
    ['JSON lines', LINES, 'it is JSON lines, which lse import takes'],
  ])('is unreadable and can be imported under the name of a trace file: %s', async (_what, content, reason) => {
    put(`alpha/${DAY}/x.json`, content);
    const path = `alpha/${DAY}/x.json`;
    for (const args of [...readers, ['db', 'load']]) {
      const {stderr} = await command(...args);
      expect(stderr).toContain(`Warning: ${path} is unreadable and not counted: ${reason}.\n`);
      expect(stderr).toContain(`Unreadable files: 1.\nRead it with: lse import ${at(path)}\n`);
    }
  });

  it('names several such files, how many more there are, and none of those that are broken', async () => {
    put(`alpha/${DAY}/x.json`, '{');
    put(`alpha/${DAY}/y.json`, RUN);
    put(`alpha/${DAY}/z.json`, RUN);
    const named = (...names: string[]): string => names.map((name) => at('alpha', DAY, name)).join(' ');
    const {stderr} = await command(...ERRORS);
    expect(stderr).toContain(`Unreadable files: 3.\nRead such files with: lse import ${named('y.json', 'z.json')}\n`);
    for (let n = 1; n <= 6; n += 1) put(`alpha/${DAY}/y${n}.json`, RUN);
    expect((await command(...ERRORS)).stderr).toContain(
      `Unreadable files: 9.\nRead such files with: lse import ${named('y.json', 'y1.json', 'y2.json', 'y3.json', 'y4.json')}, and 3 more in the same way\n`,
    );
  });
});

describe('no records, and files in reach', () => {
  const other = ['--date', '2025-10-01'];
  const empty = (...args: string[]): Promise<Outcome> => command('report', 'zenrows-errors', ...other, ...args);
  /** But for a verdict. */
  const last = ({stderr}: Outcome): string =>
    (
      stderr
        .replace(/^Nothing was compared: .*\n$/m, '')
        .trimEnd()
        .split('\n')
        .at(-1) ?? ''
    ).replaceAll(backends.dataDir, 'DATA');

  it('are named at any depth, with how to read them', async () => {
    put('ids/tenant_id=1/session_id=2/runs/year=2025/month=9/day=13/a.parquet', 'PAR1');
    put('ids/tenant_id=1/session_id=2/runs/year=2025/month=9/day=14/b.parquet', 'PAR1');
    const deep = 'ids/tenant_id=1/session_id=2/runs/year=2025/month=9/day=13/a.parquet';
    expect(last(await empty('--project', 'gamma'))).toBe(
      `Warning: No records of project 'gamma' on 2025-10-01 in DATA. Known projects: alpha, beta, ids. But 2 files in DATA may hold runs, such as ${deep}. Read such files with: lse import DATA/ids`,
    );
  });

  it('are told by what they hold, whatever their names, and are read together if the tree has no dates', async () => {
    await backends.useTree({
      'a.txt': RUN,
      'b.txt': RUN,
      'notes.md': 'id: "run"',
      'deep/spans.dat': '{"resourceSpans":[{"scopeSpans":[]}]}\n{"resourceSpans":[]}\n',
    });
    expect(last(await empty())).toMatch(
      / But 2 files in DATA may hold runs, such as a\.txt\. Read such files with: lse import DATA$/,
    );
    await backends.useTree({'deep/spans.dat': '{"resourceSpans":[{"scopeSpans":[]}]}'});
    expect(last(await empty())).toMatch(/ such as deep\/spans\.dat\. Read it with: lse import DATA\/deep$/);
  });

  it('are named by a comparison, a verification and a load, too', async () => {
    await backends.useTree({'export.jsonl': LINES});
    await backends.empty('sqlite');
    const hint = '1 file in DATA may hold runs, such as export.jsonl. Read it with: lse import DATA/export.jsonl';
    for (const args of [
      ['report', 'compare', ...other],
      ['db', 'verify'],
      ['db', 'load'],
      ['report', 'zenrows-errors', ...other],
    ]) {
      expect(last(await command(...args))).toMatch(new RegExp(`But ${hint.replaceAll('.', '\\.')}$`));
    }
  });

  it('are not looked for in the directories of dates, nor where nothing is hidden', async () => {
    put('alpha/2025-09-14/a.jsonl', LINES);
    put('.lse/cache/a.json', RUN);
    expect(last(await empty())).toBe('Warning: No records on 2025-10-01 in DATA. Known projects: alpha, beta.');
  });

  it('are read from where no date is', async () => {
    put('alpha/drafts/deep/a.json', RUN);
    expect(last(await empty())).toMatch(
      / But 1 file in DATA may hold runs, such as alpha\/drafts\/deep\/a\.json\. Read it with: lse import DATA\/alpha\/drafts$/,
    );
  });

  it('are at least so many where there are very many directories', async () => {
    for (let n = 0; n < 1100; n += 1) mkdirSync(at('alpha', `x${n}`));
    put('export.jsonl', LINES);
    expect(last(await empty())).toContain(' But at least 1 file in DATA may hold runs, such as export.jsonl.');
  });

  it('are nothing to a database', async () => {
    put('export.jsonl', LINES);
    expect((await empty('--backend', 'db')).stderr).not.toContain('may hold runs');
  });
});

describe('a listing', () => {
  it('counts a directory that is listed again once, and forgets what is no longer there', async () => {
    put('export.jsonl', LINES);
    put('alpha/drafts/a.json', RUN);
    const tree = await backends.tree();
    const list = (): Promise<unknown> => collected(tree.days(null));
    await list();
    const before = tree.passedOver();
    await list();
    expect(tree.passedOver()).toEqual(before);
    expect(before.map(({kind, count}) => [kind, count])).toEqual([
      ['file-beside-projects', 1],
      ['file-in-other-directory', 1],
    ]);
    execFileSync('rm', [at('export.jsonl')]);
    appendFileSync(at('alpha', 'drafts', 'b.json'), RUN);
    await list();
    expect(tree.passedOver()).toMatchObject([{kind: 'file-in-other-directory', count: 2}]);
  });

  it('is the same digest whatever lies beside the files of a day', async () => {
    const tree = await backends.tree();
    const day = {project: 'alpha', date: DAY, fileNames: ['1.json']};
    await letFilesSettle(backends.dataDir);
    try {
      const before = await tree.listing(day);
      put(`alpha/${DAY}/below/a.json`, RUN);
      put(`alpha/${DAY}/a.jsonl`, LINES);
      expect(before).not.toBeNull();
      expect(await tree.listing(day)).toBe(before);
    } finally {
      restoreClock();
    }
  });

  it('that a comparison keeps says what it found, and no more changes than there are', async () => {
    put('alpha/drafts/a.json', RUN);
    const frozen = await FrozenTree.list(await backends.tree(), null);
    const watched = new WatchedTree(await backends.tree());
    for await (const day of watched.days(null)) await collected(watched.records(day));
    put('alpha/drafts/b.json', RUN);
    put('export.jsonl', LINES);
    expect(frozen.passedOver()).toMatchObject([{kind: 'file-in-other-directory', count: 1}]);
    expect([await frozen.changes(), await watched.changes()]).toEqual([[], []]);
    expect(watched.passedOver().map(({count}) => count)).toEqual([2, 1]);
    expect(await frozen.filesInReach()).toEqual(await watched.filesInReach());
    expect(await frozen.filesInReach()).toMatchObject({count: 3, isWhole: true, example: 'export.jsonl'});
  });
});
