import {readdirSync} from 'node:fs';
import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
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
    expect(stdout).toContain(`a.yaml:10:5: 'example 1' comes to other rows: ["x","2"].\n`);
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
