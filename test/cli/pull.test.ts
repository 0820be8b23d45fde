import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {FakeLangSmith, KEY, servedRun} from '../support/fake-langsmith.ts';
import {lse, type Outcome} from '../support/lse.ts';

const [DAY, NEXT] = ['2025-09-13', '2025-09-14'];

let directory: string;
let server: FakeLangSmith;
const before = process.cwd();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-pull-'));
  // The spool lies below the working directory.
  process.chdir(directory);
  server = await FakeLangSmith.start();
});

afterEach(async () => {
  process.chdir(before);
  await server.stop();
  await rm(directory, {recursive: true, force: true});
});

const environment = () => ({LANGSMITH_API_KEY: KEY, LANGSMITH_ENDPOINT: `${server.url}/api/v1`, LSE_DATA_DIR: 'data'});

async function run(args: readonly string[], more: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await lse(args, {...environment(), ...more});
  expect(outcome.stdout + outcome.stderr).not.toContain(KEY);
  return outcome;
}

const pull = (...args: string[]): Promise<Outcome> =>
  run(['pull', '--project', 'shop', '--date', DAY as string, ...args]);

async function files(root = 'data'): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true}).catch(() => []);
  const found = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return found.map((entry) => join(entry.parentPath, entry.name)).sort();
}

const spools = (): Promise<string[]> => readdir('.lse/pull');

describe('lse pull', () => {
  it('writes a tree that the reports read, and nothing the second time', async () => {
    const root = servedRun(1, `${DAY}T23:59:00Z`, {end: `${NEXT}T00:10:00Z`});
    server.project('shop', [
      root,
      servedRun(2, `${NEXT}T00:01:00Z`, {root, status: 'ERROR'}),
      servedRun(3, `${DAY}T10:00:00Z`),
      servedRun(4, `${NEXT}T10:00:00Z`),
      servedRun(5, '2025-09-12T23:59:00Z'),
    ]);
    const first = await pull('--strict');
    expect(first).toMatchObject({code: 0, stderr: ''});
    expect(first.stdout).toContain(
      `Pulled:     3 runs of shop from ${server.url} (v2), ${DAY} to ${DAY}, in 2 pages\nLeft out:   0 of traces that began on another date\nRecount:    the server counts 3 that started then, 3 different ones came\n\nFound:`,
    );
    expect(first.stdout).toContain('Taken:         3\n');
    const written = await files();
    expect(written.map((path) => path.replace(/_\d{6}\.json$/, ''))).toEqual(
      [root, {id: '10000000-0000-4000-8000-000000000002'}, {id: '10000000-0000-4000-8000-000000000003'}].map(
        ({id}) => `data/shop/${DAY}/${id}`,
      ),
    );
    const text = await readFile(written[0] as string, 'utf8');
    expect(text).toContain('"price": 0.1000000000000000055');
    expect(text).toContain('12345678901234567890');
    const report = await run(['report', 'zenrows-errors', '--from', DAY as string, '--to', NEXT as string]);
    expect(report.stdout).toContain(`${DAY},2,1,50.0%\n${NEXT},0,0,0.0%\n`);
    expect(await spools()).toEqual([]);

    const again = await pull('--strict', '--json');
    expect(again).toMatchObject({code: 0, stderr: ''});
    expect(JSON.parse(again.stdout)).toMatchObject({
      pull: {project: 'shop', api: 'v2', from: DAY, received: 3, leftOut: 0, incomplete: []},
      import: {taken: 0, alreadyThere: 3, incomplete: []},
    });
    expect(await files()).toEqual(written);
  });

  it('puts what LangSmith has newer beside the older one', async () => {
    const project = server.project('shop', [servedRun(1, `${DAY}T10:00:00Z`, {end: null, status: 'PENDING'})]);
    const first = await pull('--strict');
    expect(first).toMatchObject({code: 1, stdout: expect.stringContaining('1 run that had not ended')});
    project.runs = [servedRun(1, `${DAY}T10:00:00Z`)];
    // Of two snapshots of one second the name could be one.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await pull('--strict')).toMatchObject({code: 0, stdout: expect.stringContaining('Taken:         1\n')});
    expect(await files()).toHaveLength(2);
    const {stdout} = await run(['report', 'zenrows-errors', '--date', DAY as string]);
    expect(stdout).toContain(`${DAY},1,0,0.0%`);
  });

  it('says what is known to be missing, and fails for it when it is strict', async () => {
    server.project('shop', [servedRun(1, `${DAY}T10:00:00Z`)]);
    server.countsMore = 1;
    const lenient = await pull();
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toMatch(
      /^Incomplete: 2 runs of the server's own count that did not come \(2025-09-13T00:00:00\.000Z to .*: 1 came, the server counts 2; .*\)$/m,
    );
    expect(await pull('--strict')).toMatchObject({code: 1, stderr: ''});
    server.hasStatistics = false;
    expect((await pull()).stdout).toContain('Recount:    not known; the server gave no statistics\n');
  });

  it('takes a name of its own, another directory, v1 and an address', async () => {
    server.project('a/b', [servedRun(1, `${DAY}T10:00:00Z`)]);
    const args = ['pull', '--project', 'a/b', '--date', DAY as string, '--out', 'other', '--api', 'v1'];
    expect(await run(args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Error: 'a\/b' cannot be a project of the tree: .* lse pull --project a\/b --into NAME --date \S+ --out other --api v1\n$/,
      ),
    });
    const named = [...args, '--into', 'ab', '--endpoint', server.url];
    const outcome = await run(named, {LANGSMITH_ENDPOINT: 'https://langsmith.invalid'});
    expect(outcome).toMatchObject({code: 0, stdout: expect.stringContaining(' (v1), ')});
    expect((await files('other'))[0]).toContain(`other/ab/${DAY}/`);
  });

  it('fails where there is no run, and leaves nothing behind', async () => {
    server.project('shop', [servedRun(1, '2025-09-12T23:59:00Z', {end: `${DAY}T00:10:00Z`})]);
    expect(await pull()).toEqual({
      code: 1,
      stdout: '',
      stderr: `Error: Nothing was imported: no trace of 'shop' at ${server.url} began from ${DAY} to ${DAY}. Name other dates, in UTC; LangSmith keeps traces for 14 days unless it is told otherwise.\n`,
    });
    expect(await spools()).toEqual([]);
    expect(await files()).toEqual([]);
  });

  it('keeps what came when the import fails, and asks for no run again', async () => {
    server.project('shop', [servedRun(1, `${DAY}T10:00:00Z`)]);
    await expect(readdir('data')).rejects.toThrow();
    expect(await pull('--out', '/dev/null/nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: /),
    });
    expect(await spools()).toHaveLength(1);
    const asked = server.asked('/v2/runs/query').length;
    const outcome = await pull();
    expect(outcome).toMatchObject({code: 0, stdout: expect.stringContaining('Taken:         1\n')});
    expect(outcome.stderr).toMatch(/^Going on with a pull that began at .*: 1 runs are there\.\n$/);
    expect(server.asked('/v2/runs/query')).toHaveLength(asked);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an empty key', {LANGSMITH_API_KEY: ''}, 'LANGSMITH_API_KEY is not set'],
    ['a key with a break', {LANGSMITH_API_KEY: `${KEY}\n`}, 'LANGSMITH_API_KEY holds characters that no key has'],
    ['no URL', {LANGSMITH_ENDPOINT: 'smith'}, 'LANGSMITH_ENDPOINT is no URL'],
    [
      'no TLS',
      {LANGSMITH_ENDPOINT: 'http://langsmith.example.org'},
      'LANGSMITH_ENDPOINT is not https, and http is for this machine alone',
    ],
    [
      'a host that only looks like this machine',
      {LANGSMITH_ENDPOINT: 'http://127.0.0.1.example.org'},
      'LANGSMITH_ENDPOINT is not https',
    ],
    [
      'a password in the address',
      {LANGSMITH_ENDPOINT: `https://user:${KEY}@langsmith.example.org`},
      'LANGSMITH_ENDPOINT holds a user or a password; the key alone lets in',
    ],
    ['a key in the address', {LANGSMITH_ENDPOINT: `https://langsmith.example.org?key=${KEY}`}, 'more than an address'],
    ['a workspace that is none', {LANGSMITH_WORKSPACE_ID: 'mine'}, 'LANGSMITH_WORKSPACE_ID is no UUID'],
  ])('is refused with %s', async (_, more, message) => {
    const outcome = await run(['pull', '--project', 'shop', '--date', DAY as string], more);
    expect(outcome).toMatchObject({code: 1, stdout: '', stderr: expect.stringContaining(message)});
    expect(outcome.stderr).toMatch(/^Error: LangSmith cannot be asked: .*\. Set it in the environment/);
    expect(server.requests).toEqual([]);
  });

  it('says all that is wrong with the environment at once', async () => {
    const more = {LANGSMITH_API_KEY: '', LANGSMITH_ENDPOINT: 'x', LANGSMITH_WORKSPACE_ID: 'y'};
    expect((await run(['pull', '--project', 'shop', '--date', DAY as string], more)).stderr).toContain(
      'LANGSMITH_API_KEY is not set; LANGSMITH_WORKSPACE_ID is no UUID; LANGSMITH_ENDPOINT is no URL.',
    );
  });

  it.each([
    [['--overlap', '5'], /^Error: --overlap is not a duration/],
    [['--date', '2025-13-01'], /^Error: Invalid date format/],
    [['--api', 'v3'], /v3/],
  ])('is refused with %j', async (args, message) => {
    const outcome = await run([
      'pull',
      '--project',
      'shop',
      ...(args[0] === '--date' ? [] : ['--date', DAY as string]),
      ...args,
    ]);
    expect(outcome).toMatchObject({code: 1, stdout: ''});
    expect(outcome.stderr).toMatch(message);
  });

  it('shows names and ids that would drive a terminal as escapes', async () => {
    const hostile = 'x\u001b[31m\n!FORGED';
    server.project(hostile, [
      servedRun(1, `${DAY}T10:00:00Z`, {end: `${NEXT}T10:00:00Z`, rest: {trace_id: JSON.stringify(`t${hostile}`)}}),
    ]);
    const {code, stdout, stderr} = await run(['pull', '--project', hostile, '--date', DAY as string]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toContain('1 runs of x\\u001b[31m\\u000a!FORGED from ');
    expect(stdout).toMatch(/^Incomplete: 1 traces that go on .* \(tx\\u001b\[31m\\u000a!FORGED\)$/m);
    expect(stdout).not.toContain('\u001b');
    expect(await run(['pull', '--project', `${hostile}?`, '--date', DAY as string])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: There is no project 'x\\u001b\[31m\\u000a!FORGED\?' at .*\n$/),
    });
  });

  it('shows no key that a server gives back', async () => {
    server.fail('/sessions', (response) => void response.writeHead(422).end(`what is ${KEY}?\u001b[31m`));
    const {code, stderr} = await pull();
    expect(code).toBe(1);
    expect(stderr).toContain(`${server.url} answered /api/v1/sessions with 422 (what is ***?\\u001b[31m).`);
  });
});
