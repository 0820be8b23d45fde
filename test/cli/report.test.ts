import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends, sourceKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1', {
      error: "HTTPError('422 Client Error: Unprocessable Entity for url: https://api.zenrows.com/v1?apikey=x')",
      start_time: '2025-09-13T10:00:00.5',
      inputs: {crypto_symbol: 'btc', url: 'https://example.org/page?token=hidden'},
    }),
    [`a/${DAY}/2.json`]: documentOf('2'),
    [`b c/${DAY}/3.json`]: documentOf('3'),
    [`b c/${DAY}/4.json`]: '{',
  });
  await backends.load('sqlite');
  await backends.load('postgres');
});

afterAll(() => backends.destroy());

const detail = `Zenrows Error Detail Report
========================================

BTC:
  1:
    Error: 422 Client Error: Unprocessable Entity - api.zenrows.com
      Time: 2025-09-13 10:00:00 UTC
      URL: https://example.org/page?token=***

`;

describe.each(sourceKinds)('lse report from %s', (kind) => {
  function report(...args: string[]): Promise<Outcome> {
    return lse(['report', ...args], {
      LSE_DATA_DIR: backends.dataDir,
      LSE_REPORT_BACKEND: kind === 'file' ? 'file' : 'db',
      ...(kind === 'file' ? {} : {LSE_DATABASE_URL: backends.urls[kind]}),
    });
  }

  it('prints zenrows-errors, and nothing else on stdout', async () => {
    const {code, stdout} = await report('zenrows-errors', '--from', '2025-09-12', '--to', DAY);
    expect(code).toBe(0);
    expect(stdout).toBe('Date,Total Traces,Zenrows Errors,Error Rate\n2025-09-12,0,0,0.0%\n2025-09-13,3,1,33.3%\n');
  });

  it('prints zenrows-errors of one project as JSON', async () => {
    const {stdout} = await report('zenrows-errors', '--date', DAY, '--project', 'a', '--json');
    expect(JSON.parse(stdout)).toEqual({rows: [{date: DAY, totalTraces: 2, zenrowsErrors: 1}], records: 2});
  });

  it('prints zenrows-detail', async () => {
    expect(await report('zenrows-detail', '--date', DAY)).toMatchObject({code: 0, stdout: detail});
    expect((await report('zenrows-detail', '--date', DAY, '--no-mask')).stdout).toContain('token=hidden');
  });

  it('prints zenrows-detail as JSON', async () => {
    const {stdout} = await report('zenrows-detail', '--date', DAY, '--format', 'json', '--project', 'a');
    expect(JSON.parse(stdout)).toMatchObject({
      project: 'a',
      summary: {total_errors: 1},
      details: {BTC: {1: [{run_id: '1'}]}},
    });
  });

  it('prints zeros for a project without records, and names the projects on stderr', async () => {
    const errors = await report('zenrows-errors', '--date', DAY, '--project', 'nope');
    expect(errors).toMatchObject({code: 0, stdout: `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},0,0,0.0%\n`});
    expect(errors.stderr).toMatch(
      /^Warning: No records of project 'nope' on 2025-09-13 in .*\. Known projects: a, b c\.\n$/,
    );
    const details = await report('zenrows-detail', '--date', DAY, '--project', 'nope');
    expect(details).toMatchObject({code: 0, stdout: `No zenrows errors found for ${DAY}.\n`});
    expect(details.stderr).toContain('Known projects: a, b c.');
  });

  it('says nothing of missing records where there are some without failures', async () => {
    const {stdout, stderr} = await report('zenrows-detail', '--date', DAY, '--project', 'b c');
    expect(stdout).toBe(`No zenrows errors found for ${DAY}.\n`);
    expect(stderr).not.toContain('Known projects');
  });

  it('speaks of dates without any records', async () => {
    const {stderr} = await report('zenrows-errors', '--from', '2020-01-01', '--to', '2020-01-02');
    expect(stderr).toMatch(/^Warning: No records from 2020-01-01 to 2020-01-02 in /);
  });
});

describe('lse report from files', () => {
  it('names unreadable files on stderr', async () => {
    const {stderr} = await lse(['report', 'zenrows-errors', '--date', DAY, '--data-dir', backends.dataDir]);
    expect(stderr).toBe(
      `Warning: b c/${DAY}/4.json is unreadable and not counted: not JSON: the text ends early.\nUnreadable files: 1.\n`,
    );
  });

  it('names twenty of them and counts the rest', async () => {
    const other = await Backends.create();
    await other.useTree(Object.fromEntries(Array.from({length: 23}, (_, n) => [`p/${DAY}/\u001b${n}.json`, 'NaN'])));
    const {stderr, stdout} = await lse(['report', 'zenrows-errors', '--date', DAY, '--data-dir', other.dataDir]);
    expect(stdout).toContain(`${DAY},0,0,0.0%`);
    expect(stderr.match(/is unreadable/g)).toHaveLength(20);
    expect(stderr).toContain('Warning: 3 more files are unreadable and not counted.\nUnreadable files: 23.\n');
    expect(stderr).not.toContain('\u001b');
    await other.destroy();
  });

  it('says where there are no projects at all', async () => {
    const other = await Backends.create();
    const {stderr} = await lse(['report', 'zenrows-errors', '--date', DAY, '--data-dir', other.dataDir]);
    expect(stderr).toContain('There are no projects.');
    await other.destroy();
  });
});
