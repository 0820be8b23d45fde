import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    'a/2025-09-13/1.json': failingDocument('1'),
    'a/2025-09-15/2.json': documentOf('2'),
    'b/2025-09-13/3.json': documentOf('3'),
  });
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('the scope of a comparison with %s', (kind) => {
  beforeAll(async () => {
    await backends.empty(kind);
    await backends.load(kind);
    // A project and a date that only the candidate knows.
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('c', '2025-09-20', 'x', 'x', '{}')`,
    );
    // A date that only the control knows.
    await backends.execute(kind, `delete from runs where run_date = '2025-09-15'`);
  });

  const compare = (...args: string[]): Promise<Outcome> =>
    lse(['report', 'compare', ...args], {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind]});

  async function asked(...args: string[]): Promise<string[]> {
    const {stdout} = await compare(...args, '--report', 'zenrows-errors', '--json');
    const {results} = JSON.parse(stdout) as {results: {date: string; project: string | null; verdict: string}[]};
    return results.map(({date, project, verdict}) => `${date} ${project} ${verdict}`);
  }

  it('is every date and project that either side knows, each alone and all together', async () => {
    expect(await asked('--all-dates', '--all-projects')).toEqual([
      '2025-09-13 null matched',
      '2025-09-13 a matched',
      '2025-09-13 b matched',
      '2025-09-15 null mismatched',
      '2025-09-15 a mismatched',
      '2025-09-20 null mismatched',
      '2025-09-20 c mismatched',
    ]);
  });

  it('is the dates of the projects that are named', async () => {
    expect(await asked('--all-dates', '--project', 'a', '--project', 'b', '--project', 'a')).toEqual([
      '2025-09-13 a matched',
      '2025-09-13 b matched',
      '2025-09-15 a mismatched',
    ]);
  });

  it('is all that was named where dates are named, and says what is empty', async () => {
    expect(await asked('--from', '2025-09-13', '--to', '2025-09-14', '--all-projects')).toEqual([
      '2025-09-13 null matched',
      '2025-09-13 a matched',
      '2025-09-13 b matched',
      '2025-09-14 null inconclusive',
      '2025-09-14 a inconclusive',
      '2025-09-14 b inconclusive',
    ]);
  });

  it('may come to nothing, which proves nothing', async () => {
    const {code, stdout} = await compare('--all-dates', '--project', 'nobody');
    expect(code).toBe(3);
    expect(stdout).toContain('Nothing was compared: ');
    expect(stdout).toContain('Parity: none (0 of 0 compared questions matched)');
    expect(stdout).toContain('Questions: 0: ');
  });

  it('asks control twice for --calibrate, and reports its noise', async () => {
    const {code, stdout} = await compare('--date', '2025-09-13', '--calibrate');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Calibration: control against itself matched 2 of 2 questions;\s+median times/);
    const {calibration} = JSON.parse((await compare('--date', '2025-09-13', '--calibrate', '--json')).stdout);
    expect(calibration).toEqual({
      questions: 2,
      noisy: [],
      firstMedian: expect.any(Number),
      secondMedian: expect.any(Number),
    });
  });
});

describe('wrong usage of compare', () => {
  it.each([
    [['--all-dates', '--date', '2025-09-13'], '--all-dates does not go with another way to give dates.'],
    [['--all-dates', '--all-projects', '--project', 'a'], '--all-projects does not go with --project.'],
    [
      [],
      'No date was given. Give one of: --date YYYY-MM-DD, or --from YYYY-MM-DD with --to YYYY-MM-DD, or --last 7d, or --since YYYY-MM-DD, or --yesterday, or --all-dates.',
    ],
    [['--all-dates', '--output', '/nonexistent/x'], 'The file /nonexistent/x cannot be written (ENOENT).'],
    [['--all-dates', '--waivers', '/nonexistent/x'], 'The waivers /nonexistent/x cannot be read (ENOENT).'],
  ])('%j ends with 2 and says what to do', async (args, message) => {
    const {code, stdout, stderr} = await lse(['report', 'compare', ...args], {LSE_DATA_DIR: backends.dataDir});
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toContain(message);
  });
});
