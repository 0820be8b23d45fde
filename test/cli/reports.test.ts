import {readdirSync} from 'node:fs';
import {cp, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DATE = ['--date', '2025-09-13'];
const STEPS = `lse: 1
name: steps
title: Steps
rows: runs
by: [{name: Step}]
measures: {runs: count}
columns: [Step, {runs: Runs}]
examples:
  - documents: [{id: a, name: x}, {id: b, name: x}]
    rows: [[x, 2]]
`;

let backends: Backends;
let reports: string;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    'p/2025-09-13/a.json': failingDocument('a', {name: 'fetch', error: 'key=abcdefgh12345678'}),
    'p/2025-09-13/b.json': documentOf('b', {name: '=cmd()'}),
    'q/2025-09-13/c.json': documentOf('c', {name: 'fetch', child_runs: [{id: 'd', name: 'fetch'}]}),
    'q/2025-09-13/bad.json': '{',
  });
  for (const kind of databaseKinds) await backends.load(kind);
  reports = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await writeFile(join(reports, 'steps.yaml'), STEPS);
});

afterAll(async () => {
  await backends.destroy();
  await rm(reports, {recursive: true});
});

function run(args: readonly string[], environment = {}): Promise<Outcome> {
  return lse(['report', ...args], {
    LSE_DATA_DIR: backends.dataDir,
    LSE_DATABASE_URL: backends.urls.sqlite,
    LSE_REPORTS_DIR: reports,
    ...environment,
  });
}

describe('lse report run', () => {
  it('prints the same bytes whichever backend answers, in every format', async () => {
    for (const format of ['csv', 'json', 'text', 'markdown']) {
      for (const name of ['steps', 'top-errors', 'zenrows-errors', 'status-by-symbol']) {
        const args = ['run', name, ...DATE, '--format', format];
        const {stdout, code} = await run(args);
        expect(code).toBe(0);
        for (const kind of databaseKinds) {
          const other = await run([...args, '--backend', 'db'], {LSE_DATABASE_URL: backends.urls[kind]});
          expect({kind, stdout: other.stdout}).toEqual({kind, stdout});
        }
      }
    }
  });

  it('counts runs at any depth, and makes what a spreadsheet would run inert', async () => {
    const {stdout, stderr} = await run(['run', 'steps', ...DATE]);
    expect(stdout).toBe("Step,Runs\n'=cmd(),1\nfetch,3\n");
    expect(stderr).toContain('q/2025-09-13/bad.json');
  });

  it('takes one project, and leaves one out', async () => {
    expect((await run(['run', 'steps', ...DATE, '--project', 'q'])).stdout).toBe('Step,Runs\nfetch,2\n');
    const others = await run(['run', 'steps', ...DATE, '--exclude-project', 'q']);
    expect(others.stdout).toBe("Step,Runs\n'=cmd(),1\nfetch,1\n");
  });

  it('masks secrets unless it is told not to', async () => {
    const masked = await run(['run', 'top-errors', ...DATE]);
    expect(masked.stdout).toContain('key=***');
    const plain = await run(['run', 'top-errors', ...DATE, '--no-mask']);
    expect(plain.stdout).toContain('key=abcdefgh12345678');
  });

  it('says so when there are no records, and names the projects that there are', async () => {
    const outcome = await run(['run', 'steps', '--date', '2024-01-01']);
    expect(outcome).toMatchObject({code: 0, stdout: 'Step,Runs\n'});
    expect(outcome.stderr).toContain('No records on 2024-01-01');
    expect(outcome.stderr).toContain('Known projects: p, q.');
  });

  it('takes the path of a file in place of a name', async () => {
    const {stdout} = await run(['run', join(reports, 'steps.yaml'), ...DATE], {LSE_REPORTS_DIR: './none'});
    expect(stdout).toContain('fetch,3');
  });

  it('names the nearest report when there is none of that name', async () => {
    const {code, stderr} = await run(['run', 'step', ...DATE]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: There is no report 'step' in ${reports}. Did you mean 'steps'? See the reports with: lse report list\n`,
    );
  });

  it('shows what is wrong with a definition, and prints no report', async () => {
    const path = join(reports, 'wrong.yml');
    await writeFile(path, STEPS.replace('name: Step', 'nam: Step'));
    const {code, stdout, stderr} = await run(['run', path, ...DATE]);
    await rm(path);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toContain(`wrong.yml:5:7: There is no field 'nam'. Did you mean 'name'?`);
    expect(stderr).toContain('      ^^^');
  });

  it.each([
    ['no/such.yaml', 'cannot be read (ENOENT)'],
    ['.', `There is no report '.'`],
    ['/', 'cannot be read (EISDIR)'],
    ['/dev/zero', 'it is a device'],
  ])('refuses %s', async (name, said) => {
    const {code, stderr} = await run(['run', name, ...DATE]);
    expect(code).toBe(1);
    expect(stderr).toContain(said);
  });
});

describe('lse report list', () => {
  it('lists those of lse and those of the directory', async () => {
    const {stdout, code} = await run(['list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^zenrows-errors +\S.* {2}lse$/m);
    expect(stdout).toMatch(/^steps +Steps +\S+steps\.yaml$/m);
    expect(JSON.parse((await run(['list', '--json'])).stdout)).toContainEqual({
      name: 'steps',
      title: 'Steps',
      from: join(reports, 'steps.yaml'),
      valid: true,
    });
  });

  it('goes on where a definition is wrong, and lists nothing twice in a checkout', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    await writeFile(join(directory, 'bad.yaml'), 'lse: 1\n');
    expect((await run(['list', '--reports-dir', directory])).stdout).toMatch(/bad\.yaml +wrong; see: lse report check/);
    await rm(directory, {recursive: true});
    const shipped = fileURLToPath(new URL('../../reports', import.meta.url));
    expect((await run(['list', '--reports-dir', shipped])).stdout.match(/^top-errors /gm)).toHaveLength(1);
  });

  it('does without a directory, and refuses one that may not be read', async () => {
    expect((await run(['list', '--reports-dir', join(reports, 'none')])).code).toBe(0);
    const {code, stderr} = await run(['list', '--reports-dir', join(reports, 'steps.yaml')]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be read (ENOTDIR)');
  });
});

describe('lse report check', () => {
  it('runs the examples of all reports', async () => {
    const {code, stdout} = await run(['check']);
    expect(code).toBe(0);
    expect(stdout).toContain(`${join(reports, 'steps.yaml')}: correct, 1 example\n`);
    expect(stdout).not.toContain('wrong');
  });

  it('names every fault of every file, and ends with 1', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    const files = {
      'a.yaml': STEPS.replace('[x, 2]', '[x, 3]'),
      'b.yaml': STEPS.replace('name: Step', 'nam: Step').replace('runs: Runs', 'run: Runs'),
      'c.yaml': STEPS.replace('{id: b, name: x}', '{name: x}'),
      'd.yaml': STEPS.replace('name: steps', 'name: top-errors'),
      '.hidden.yaml': '',
      'notes.txt': '',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    await mkdir(join(directory, 'folder'));
    await symlink(join(reports, 'steps.yaml'), join(directory, 'linked.yaml'));
    const {code, stdout} = await run(['check', '--reports-dir', directory]);
    await rm(directory, {recursive: true});
    expect(code).toBe(1);
    expect(stdout).toContain(`a.yaml:10:5: 'example 1' has other rows: ["x","2"].\n`);
    expect(stdout).toMatch(/b\.yaml:5:7: .*\n.*\n.*\n.*b\.yaml:7:18: There is no measure 'run'/);
    expect(stdout).toMatch(/c\.yaml:10:5: In 'example 1' document 2 cannot be read: no run id/);
    expect(stdout).toMatch(/d\.yaml:1:1: 'top-errors' is the name of .*reports\/top-errors\.yaml, too/);
    expect(stdout).toMatch(/linked\.yaml: correct/);
    const shipped = readdirSync(new URL('../../reports', import.meta.url)).length;
    expect(stdout).toContain(`4 of ${shipped + 5} reports are wrong.\n`);
  });

  it('checks single files, wherever they lie', async () => {
    const {code, stdout} = await run(['check', join(reports, 'steps.yaml')]);
    expect({code, stdout}).toEqual({code: 0, stdout: `${join(reports, 'steps.yaml')}: correct, 1 example\n`});
    expect((await run(['check', 'none.yaml'])).stderr).toContain('The report none.yaml cannot be read (ENOENT).');
  });
});

describe('lse report compare with reports that are data', () => {
  const args = (...more: string[]): string[] => ['compare', ...DATE, ...more];

  it('compares them with the others, and says by name and file which are meant', async () => {
    const {code, stdout} = await run(args('--report', 'steps', '--report', 'zenrows-errors', '--format', 'json'));
    expect(code).toBe(0);
    const {results} = JSON.parse(stdout);
    expect(results.map(({report, verdict}: {report: string; verdict: string}) => [report, verdict])).toEqual([
      ['zenrows-errors', 'matched'],
      ['steps', 'matched'],
    ]);
    const byPath = await run(args('--report', join(reports, 'steps.yaml'), '--report', 'steps'));
    expect(byPath).toMatchObject({code: 0});
    expect(byPath.stdout).toMatch(/^steps +\(all projects\) +1 /m);
  });

  it('takes every report there is by `all`, and the two that are code when none is named', async () => {
    const named = async (...more: string[]): Promise<string[]> => {
      const {stdout} = await run(args('--format', 'json', ...more));
      return JSON.parse(stdout).results.map(({report}: {report: string}) => report);
    };
    expect(await named()).toEqual(['zenrows-errors', 'zenrows-detail']);
    expect((await named('--report', 'all')).sort()).toEqual(
      [
        ...['errors-by-step', 'latency-by-step', 'status-by-symbol', 'steps', 'tokens-and-cost-by-model', 'top-errors'],
        ...['zenrows-detail', 'zenrows-errors'],
      ].sort(),
    );
  });

  it('asks about all dates at once', async () => {
    const range = ['--from', '2025-09-13', '--to', '2025-09-14', '--report', 'steps', '--report', 'zenrows-errors'];
    const {stdout} = await run(['compare', ...range, '--format', 'json']);
    const asked = JSON.parse(stdout).results.map(({report, date, to}: Record<string, string>) => [report, date, to]);
    expect(asked).toEqual([
      ['zenrows-errors', '2025-09-13', undefined],
      ['zenrows-errors', '2025-09-14', undefined],
      ['steps', '2025-09-13', '2025-09-14'],
    ]);
  });

  it('explains what differs, in every format, and waives what was accepted', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'lse-test-'));
    await cp(backends.dataDir, copy, {recursive: true});
    await rm(join(copy, 'p/2025-09-13/a.json'));
    for (const format of ['text', 'markdown', 'html', 'junit', 'json']) {
      const {code, stdout} = await run(args('--report', 'steps', '--data-dir', copy, '--format', format));
      expect(code).toBe(1);
      expect(stdout).toContain('steps');
      if (format === 'text') expect(stdout).toContain('csv: row "fetch", Runs: 2 → 3, +1 run\n');
    }
    const waivers = join(copy, 'waivers.json');
    const accepted = {report: 'steps', project: null, from: '2025-09-13', to: '2025-09-13'};
    const why = {reason: 'moving', owner: 'us', expires: '9999-12-31', largest: 1};
    await writeFile(waivers, JSON.stringify([{...accepted, ...why}]));
    const waived = args('--report', 'steps', '--data-dir', copy, '--waivers', waivers, '--allow-waivers');
    expect(await run(waived)).toMatchObject({code: 0});
    await rm(copy, {recursive: true});
  });

  it('refuses a name that is not known, a wrong definition among all, and two reports of one name', async () => {
    expect(await run(args('--report', 'stepz'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean 'steps'?"),
    });
    const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
    await writeFile(join(directory, 'other.yaml'), STEPS.replace('runs: Runs', 'runs: Number'));
    const twice = await run(args('--report', 'steps', '--report', join(directory, 'other.yaml')));
    expect(twice).toMatchObject({code: 2, stderr: expect.stringContaining("Two reports are named 'steps'")});
    await writeFile(join(directory, 'wrong.yaml'), 'lse: 1\n');
    const all = await run(args('--report', 'all', '--reports-dir', directory));
    expect(all).toMatchObject({code: 2, stderr: expect.stringContaining('wrong.yaml')});
    await rm(directory, {recursive: true});
  });
});
