import {chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {execFileSync} from '../support/blocking-process.ts';
import {collected} from '../support/collected.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
/** What a comparison and a verification say last. */
const VERDICT = expect.stringMatching(/^The same: .*\n$/);
const NEXT = '2025-09-14' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

beforeEach(() =>
  backends.useTree({
    [`alpha/${DAY}/1.json`]: failingDocument('1'),
    [`alpha/${NEXT}/2.json`]: documentOf('2'),
    [`beta/${DAY}/3.json`]: documentOf('3'),
  }),
);

const at = (...names: string[]): string => join(backends.dataDir, ...names);

/** Names with a byte that is no UTF-8. */
const odd = (path: string, suffix = ''): Buffer =>
  Buffer.concat([Buffer.from(`${path}/caf`), Buffer.from([0xe9]), Buffer.from(suffix)]);

function run(kind: (typeof databaseKinds)[number], ...args: string[]): Promise<Outcome> {
  return lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind]});
}

async function loaded(kind: (typeof databaseKinds)[number]): Promise<void> {
  await backends.empty(kind);
  await backends.load(kind);
}

const notices = ({stderr}: Outcome): string[] => stderr.split('\n').filter((line) => /Not looked at/.test(line));

/** Every command that reads the tree. */
const readers: readonly string[][] = [
  ['report', 'zenrows-errors', '--date', DAY],
  ['report', 'zenrows-detail', '--date', DAY],
  ['report', 'compare', '--date', DAY],
  ['db', 'load'],
  ['db', 'verify'],
  ['db', 'repair'],
];

describe('what lies in the tree and is not looked at', () => {
  it.each(readers)('is counted on stderr once, with an example of each kind: %s %s', async (...args) => {
    symlinkSync('/usr', at('elsewhere'));
    symlinkSync('/usr', at('alpha', '2025-09-12'));
    symlinkSync('/etc/hostname', at('alpha', DAY, 'outside.json'));
    symlinkSync('nowhere', at('gone'));
    symlinkSync('round', at('alpha', DAY, 'round.json'));
    renameSync(at('alpha', DAY, 'round.json'), at('alpha', DAY, 'round'));
    for (const name of ['a.jsonl', 'b.json.gz', 'c.JSON']) writeFileSync(at('alpha', DAY, name), '{}');
    for (const name of ['.hidden', '_draft.txt']) writeFileSync(at('alpha', DAY, name), '');
    execFileSync('mkfifo', [at('beta', DAY, 'pipe.json')]);
    mkdirSync(odd(at('alpha')));
    mkdirSync(odd(at('.hidden')), {recursive: true});
    await loaded('sqlite');
    const outcome = await run('sqlite', ...args);
    expect(
      notices(outcome)
        .map((line) => line.replace('Warning: Not looked at: ', ''))
        .sort(),
    ).toEqual([
      '1 FIFO, socket or device: beta/2025-09-13/pipe.json.',
      '1 directory whose name is not UTF-8: alpha/caf\\xe9. Records in it count nowhere; rename it in UTF-8.',
      '2 links that lead nowhere, such as gone.',
      expect.stringMatching(/^3 files of other endings than \.json, such as alpha\/2025-09-13\/.+\.$/),
      expect.stringMatching(/^3 links that lead outside the data dir, such as elsewhere\.$/),
    ]);
  });

  it('is not what the contract ignores: plain files elsewhere, other directories, what is hidden', async () => {
    writeFileSync(at('notes.txt'), '');
    writeFileSync(at('alpha', 'notes.txt'), '');
    mkdirSync(at('alpha', 'drafts'));
    mkdirSync(at('alpha', DAY, 'below.json'));
    mkdirSync(at('.git'));
    symlinkSync('/etc/hostname', at('hostname'));
    symlinkSync(at('beta', DAY), at('alpha', '2025-09-20'));
    const {stderr} = await run('sqlite', 'report', 'zenrows-errors', '--from', DAY, '--to', '2025-09-30');
    expect(stderr).toBe('');
  });
});

describe('a directory whose name is not UTF-8', () => {
  beforeEach(() => renameSync(at('beta'), odd(backends.dataDir)));

  it.each(databaseKinds)('keeps a side from being the same, with %s', async (kind) => {
    await loaded(kind);
    for (const args of [
      ['db', 'verify'],
      ['report', 'compare', '--all-dates'],
    ]) {
      const {code, stdout, stderr} = await run(kind, ...args);
      expect({code, stderr}).toEqual({
        code: 2,
        stderr: expect.stringContaining('1 directory whose name is not UTF-8: caf\\xe9.'),
      });
      expect(stdout).toMatch(/^Inconclusive: /);
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        'control did not look at 1 directory whose name is not UTF-8: caf\\xe9, and so was not read whole',
      );
      const document = JSON.parse((await run(kind, ...args, '--json')).stdout);
      expect(document.passedOver).toEqual([
        {side: 'control', kind: 'undecodable-directory', project: null, count: 1, example: 'caf\\xe9', partial: true},
      ]);
    }
  });

  it('is nothing to who asks for another project', async () => {
    await loaded('sqlite');
    expect(await run('sqlite', 'db', 'verify', '--project', 'alpha')).toMatchObject({code: 0, stderr: VERDICT});
    expect(await run('sqlite', 'report', 'compare', '--date', DAY, '--project', 'alpha')).toMatchObject({
      code: 0,
      stderr: VERDICT,
    });
  });

  it('fails a load that is strict, and no other', async () => {
    await loaded('sqlite');
    expect(await run('sqlite', 'db', 'load', '--strict')).toMatchObject({code: 1});
    expect(await run('sqlite', 'db', 'load', '--strict', '--project', 'alpha')).toMatchObject({code: 0});
    expect(await run('sqlite', 'db', 'load')).toMatchObject({code: 0});
  });

  it('lets nothing be pruned that it may hold', async () => {
    await loaded('sqlite');
    const {code, stderr} = await run('sqlite', 'db', 'repair', '--prune', '--apply');
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('The files were not read whole')});
    expect(await run('sqlite', 'db', 'repair', '--apply')).toMatchObject({code: 0});
  });
});

describe('a file whose name is not UTF-8', () => {
  it.each(readers)('is unreadable, and counted once: %s %s', async (...args) => {
    writeFileSync(odd(at('alpha', DAY), '.json'), JSON.stringify(documentOf('9')));
    writeFileSync(odd(at('alpha', DAY), '.txt'), '');
    await loaded('sqlite');
    const {stderr} = await run('sqlite', ...args);
    expect(stderr).toContain(
      `Warning: alpha/${DAY}/caf\\xe9.json is unreadable and not counted: its name is not UTF-8.`,
    );
    expect(stderr).toContain('Unreadable files: 1.\n');
    expect(stderr).toContain(`1 file of another ending than .json: alpha/${DAY}/caf\\xe9.txt.`);
  });

  it('is not the file whose name shows that way, nor another of its kind', async () => {
    const names = [`caf\\xe9.json`, 'caf\ufffd.json'];
    for (const name of names) writeFileSync(at('beta', DAY, name), JSON.stringify(documentOf(name)));
    writeFileSync(odd(at('beta', DAY), '.json'), '{}');
    writeFileSync(
      Buffer.concat([Buffer.from(`${at('beta', DAY)}/caf`), Buffer.from([0xe8]), Buffer.from('.json')]),
      '{}',
    );
    const tree = await backends.tree();
    const [day] = await collected(tree.days({project: 'beta', from: DAY, to: DAY}));
    const files = day === undefined ? [] : await collected(tree.records(day));
    expect(files.map(({fileName, reason}) => [fileName, reason])).toEqual([
      ['3.json', null],
      ['caf\\xe9.json', null],
      ['caf\\xe8.json', 'its name is not UTF-8'],
      ['caf\\xe9.json', 'its name is not UTF-8'],
      ['caf\ufffd.json', null],
    ]);
  });
});

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root may read everything, and no other user reaches a checkout below a home directory that is closed. */
function canForbid(): boolean {
  if (!isRoot) return true;
  process.seteuid?.(NOBODY);
  try {
    readFileSync(new URL('../../package.json', import.meta.url));
    return true;
  } catch {
    return false;
  } finally {
    process.seteuid?.(0);
  }
}

/** Runs a command as a user who may not read everything, as root may. */
async function asNobody(args: readonly string[], databaseUrl: string): Promise<Outcome> {
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: databaseUrl});
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

// Skipped where only root can read the checkout.
(canForbid() ? describe : describe.skip)('a directory that may not be read', () => {
  const unreadable: string[] = [];

  function forbid(...names: string[]): void {
    mkdirSync(at(...names), {recursive: true});
    chmodSync(at(...names), 0o000);
    unreadable.push(at(...names));
  }

  beforeEach(async () => {
    chmodSync(join(backends.dataDir, '..'), 0o755);
    await loaded('postgres');
    // What a command imports late is imported here: nobody else may be able to read the checkout.
    for (const args of readers) await run('postgres', ...args, '--exclude-project', 'beta');
  });

  afterAll(() => {
    for (const path of unreadable) rmSync(path, {recursive: true, force: true});
  });

  const errors = ['report', 'zenrows-errors', '--date', DAY];

  it('is of no consequence behind a link that leads outside', async () => {
    const closed = `${backends.dataDir}-closed`;
    mkdirSync(join(closed, 'below'), {recursive: true});
    symlinkSync(join(closed, 'below'), at('elsewhere'));
    chmodSync(closed, 0o000);
    unreadable.push(closed);
    const report = await asNobody(errors, backends.urls.postgres);
    expect(report).toMatchObject({code: 0});
    expect(notices(report)).toEqual(['Warning: Not looked at: 1 link that leads outside the data dir: elsewhere.']);
  });

  it('is named and passed over where it can only be the file system’s own', async () => {
    forbid('lost+found');
    const report = await asNobody(errors, backends.urls.postgres);
    expect(report).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},2,1,50.0%`)});
    expect(notices(report)).toEqual(['Warning: Not looked at: 1 directory that may not be read: lost+found.']);
    expect(await asNobody(['report', 'compare', '--date', DAY], backends.urls.postgres)).toMatchObject({code: 0});
    expect(await asNobody(['db', 'verify'], backends.urls.postgres)).toMatchObject({code: 0});
    expect(await asNobody([...errors, '--project', 'lost+found'], backends.urls.postgres)).toMatchObject({code: 1});
  });

  it('is named and passed over where it is no date, and below a date', async () => {
    forbid('alpha', 'drafts');
    forbid('alpha', DAY, 'below');
    const report = await asNobody(errors, backends.urls.postgres);
    expect(report).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},2,1,50.0%`)});
    expect(notices(report)).toEqual([
      'Warning: Not looked at: 2 directories that may not be read, such as alpha/drafts.',
    ]);
    for (const args of readers) {
      expect(await asNobody(args, backends.urls.postgres)).toMatchObject({code: 0});
    }
    const other = await asNobody(['report', 'zenrows-errors', '--date', '2025-10-01'], backends.urls.postgres);
    expect(other).toMatchObject({code: 0, stderr: expect.stringContaining('No records on 2025-10-01')});
  });

  it.each([[['gamma']], [['beta', '2025-09-13']]])(
    'stands in the way of all projects together, until it is left out: %j',
    async (names) => {
      rmSync(at(...names), {recursive: true, force: true});
      forbid(...names);
      const project = names[0] as string;
      const url = backends.urls.postgres;
      const report = await asNobody(errors, url);
      expect({code: report.code, stdout: report.stdout}).toEqual({code: 1, stdout: ''});
      expect(report.stderr).toBe(
        `Error: The directory ${at(...names)} cannot be read (EACCES). Look at it with: ls -ld ${at(...names)}. Or leave its project out with: --exclude-project ${project}\n`,
      );
      for (const args of [
        ['report', 'compare', '--date', DAY],
        ['db', 'verify'],
      ]) {
        const {code, stderr} = await asNobody(args, url);
        expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining('cannot be read (EACCES)')});
        const without = await asNobody([...args, '--exclude-project', project], url);
        expect(without).toMatchObject({code: 0, stderr: expect.stringContaining('1 excluded project: ')});
        expect(await asNobody([...args, '--project', 'alpha'], url)).toMatchObject({code: 0, stderr: VERDICT});
      }
      expect(await asNobody([...errors, '--exclude-project', project], url)).toMatchObject({code: 0});
      expect(await asNobody(['db', 'load', '--exclude-project', project], url)).toMatchObject({code: 0});
      expect(await asNobody(['db', 'repair', '--exclude-project', project], url)).toMatchObject({code: 0});
      expect(await asNobody([...errors, '--project', 'alpha'], url)).toMatchObject({code: 0, stderr: ''});
      // Of other dates nothing stands in the way.
      const isDate = names.length > 1;
      expect((await asNobody(['report', 'zenrows-errors', '--date', NEXT], url)).code).toBe(isDate ? 0 : 1);
    },
  );
});

describe('a project that is left out', () => {
  it.each(databaseKinds)('is left out of files and of %s alike', async (kind) => {
    await loaded(kind);
    await backends.execute(kind, `delete from runs where project = 'beta'`);
    for (const args of [
      ['db', 'verify'],
      ['report', 'compare', '--all-dates', '--all-projects'],
    ]) {
      expect(await run(kind, ...args)).toMatchObject({code: 1});
      expect(await run(kind, ...args, '--exclude-project', 'beta')).toMatchObject({code: 0});
    }
    await loaded(kind);
    for (const backend of ['file', 'db']) {
      const args = ['--backend', backend, '--exclude-project', 'beta'];
      const report = await run(kind, 'report', 'zenrows-errors', '--date', DAY, ...args);
      expect(report).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},1,1,100.0%`)});
      expect(notices(report)).toEqual(['Warning: Not looked at: 1 excluded project: beta.']);
      const detail = await run(kind, 'report', 'zenrows-detail', '--date', DAY, ...args, '--format', 'json');
      expect(JSON.parse(detail.stdout).summary).toMatchObject({total_traces: 1});
    }
    await backends.execute(kind, `update runs set trace_id = 'x' where project = 'beta'`);
    expect((await run(kind, 'db', 'repair', '--exclude-project', 'beta')).stdout).toContain('Would write:  0');
    expect((await run(kind, 'db', 'repair')).stdout).toContain('Would write:  1');
  });

  it('is not one that is asked for', async () => {
    const {code, stderr} = await run('sqlite', 'db', 'verify', '--project', 'alpha', '--exclude-project', 'alpha');
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining('--exclude-project')});
  });
});

describe('a data dir that went away', () => {
  it('is an error, and not one without records', async () => {
    const tree = await backends.tree();
    renameSync(backends.dataDir, `${backends.dataDir}-away`);
    await expect(tree.projects()).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: expect.stringContaining('went away'),
    });
    mkdirSync(backends.dataDir);
    await expect(collected(tree.days(null))).rejects.toMatchObject({code: 'LSE_DATA_DIR'});
  });

  it('is met below a project that is listed, too', async () => {
    const tree = await TraceTree.open(backends.dataDir, 1000);
    const days = tree.days(null);
    await days.next();
    renameSync(backends.dataDir, `${backends.dataDir}-away`);
    await expect(collected(days)).rejects.toMatchObject({message: expect.stringContaining('went away')});
  });
});
