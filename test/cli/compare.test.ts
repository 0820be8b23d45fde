import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1', {error: 'https://h/?token=one', inputs: {crypto_symbol: 'btc'}}),
    [`a/${DAY}/2.json`]: documentOf('2', {name: 'zenrows_scraper'}),
    [`b/${DAY}/3.json`]: documentOf('3'),
  });
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('lse report compare against %s', (kind) => {
  beforeEach(async () => {
    await backends.empty(kind);
    await backends.load(kind);
  });

  const compare = (...args: string[]): Promise<Outcome> =>
    lse(['report', 'compare', ...args], {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind]});

  const change = (sql: string): Promise<void> => backends.execute(kind, sql);
  const setError = (path: string[], value: string): string =>
    kind === 'postgres'
      ? `jsonb_set(data, '{${path.join(',')}}', '"${value}"')`
      : `json_set(data, '$.${path.join('.')}', '${value}')`;

  it('exits with 0 where the sides agree', async () => {
    const {code, stdout, stderr} = await compare('--date', DAY, '--project', 'a', '--project', 'b');
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toContain(`matched       zenrows-errors  ${DAY}  a\nmatched       zenrows-detail  ${DAY}  a\n`);
    expect(stdout).toContain('Parity: 100.0% (4 of 4 compared questions matched)');
  });

  it('exits with 1 and shows cells and diffs where a row was changed', async () => {
    await change(`update runs set data = ${setError(['trace', 'status'], 'error')} where run_id = '2'`);
    const {code, stdout} = await compare('--date', DAY);
    expect(code).toBe(1);
    expect(stdout).toContain(`MISMATCHED    zenrows-errors  ${DAY}  (all projects)`);
    expect(stdout).toContain(`Row ${DAY}, column Zenrows Errors: control 1, candidate 2`);
    expect(stdout).toContain(`Row ${DAY}, column Error Rate: control 33.3%, candidate 66.7%`);
    expect(stdout).not.toContain('column Total Traces');
    expect(stdout).toContain(
      `--- control\n+++ candidate\n@@ -1,2 +1,2 @@\n Date,Total Traces,Zenrows Errors,Error Rate\n-${DAY},3,1,33.3%\n+${DAY},3,2,66.7%\n`,
    );
    expect(stdout).toContain('\n+  2:\n+    Error: Unknown error\n');
    expect(stdout).toContain('Parity: 0.0% (0 of 2 compared questions matched)');
  });

  it('shows a row that was deleted, and one that was inserted', async () => {
    await change(`delete from runs where run_id = '1'`);
    expect(await compare('--date', DAY)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('control 33.3%, candidate 0.0%'),
    });
    await change(`insert into runs (project, run_date, run_id, trace_id, data) values ('a', '${DAY}', 'x', 'x', '{}')`);
    await backends.load(kind);
    expect(await compare('--date', DAY)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('control 3, candidate 4'),
    });
  });

  it('sees a difference that masking hides, and hides it still', async () => {
    await change(`update runs set data = ${setError(['trace', 'error'], 'https://h/?token=two')} where run_id = '1'`);
    const masked = await compare('--date', DAY, '--report', 'zenrows-detail');
    expect(masked.code).toBe(1);
    expect(masked.stdout).toContain('differs only in what masking hides; show it with --no-mask.');
    expect(masked.stdout).not.toMatch(/token=(one|two)/);
    const open = await compare('--date', DAY, '--report', 'zenrows-detail', '--no-mask');
    expect(open.stdout).toContain('token=two');
  });

  it('sees a difference that only the JSON shows', async () => {
    await change(`update runs set data = ${setError(['trace', 'status'], 'pending')} where run_id = '1'`);
    const {code, stdout} = await compare('--date', DAY, '--report', 'zenrows-detail');
    expect(code).toBe(1);
    expect(stdout).toContain('+          "status": "pending",');
  });

  it('exits with 3 where no side has a record, and with 0 as soon as one question matched', async () => {
    const nothing = await compare('--date', '2020-01-01');
    expect(nothing).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('Parity: none (0 of 0 compared questions matched)'),
    });
    expect(nothing.stdout).toContain('neither side has a record, so nothing was compared.');
    expect(await compare('--from', '2025-09-12', '--to', DAY)).toMatchObject({code: 0});
  });

  it('exits with 1 where one side alone has records, although the outputs are the same', async () => {
    await change(`delete from runs where project = 'b'`);
    const {code, stdout} = await compare('--date', DAY, '--project', 'b', '--report', 'zenrows-detail');
    expect(code).toBe(1);
    expect(stdout).toContain('only one side has records (control 1, candidate 0).');
  });

  it('exits with 2 where a side cannot answer, whatever the other questions say', async () => {
    await change('alter table runs rename column symbol to gone');
    try {
      const {code, stdout} = await compare('--date', DAY);
      expect(code).toBe(2);
      expect(stdout).toContain(`inconclusive  zenrows-detail  ${DAY}`);
      expect(stdout).toMatch(/candidate could not answer: The database .* gave up/);
      expect(stdout).toContain('Questions: 2, of them 1 inconclusive (1 because a side could not answer)');
    } finally {
      await change('alter table runs rename column gone to symbol');
    }
  });

  it('exits with 2 where the first question fails, and still asks the next', async () => {
    await change('alter table runs rename column is_failing to gone');
    try {
      const {code, stdout} = await compare('--from', DAY, '--to', '2025-09-14', '--report', 'zenrows-errors');
      expect(code).toBe(2);
      expect(stdout.match(/candidate could not answer: The database .* gave up \(.*is_failing.*\)/g)).toHaveLength(2);
      expect(stdout).not.toContain('aborted');
      expect((await compare('--date', DAY, '--json')).stdout).toContain('"outcome": "failed"');
    } finally {
      await change('alter table runs rename column gone to is_failing');
    }
  });

  it('gives everything as JSON', async () => {
    await change(`delete from runs where run_id = '1'`);
    const {code, stdout} = await compare('--date', DAY, '--report', 'zenrows-errors', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      control: {kind: 'file', location: backends.dataDir},
      candidate: {kind},
      summary: {
        questions: 1,
        matched: 0,
        mismatched: 1,
        inconclusive: 0,
        failed: 0,
        parity: 0,
        controlRecords: 3,
        candidateRecords: 2,
      },
      results: [
        {
          report: 'zenrows-errors',
          project: null,
          date: DAY,
          verdict: 'mismatched',
          reason: 'output',
          control: {outcome: 'answered', records: 3, error: null},
          candidate: {outcome: 'answered', records: 2, error: null},
          differences: [
            {
              format: 'csv',
              cells: [
                {row: DAY, column: 'Total Traces', control: '3', candidate: '2'},
                {row: DAY, column: 'Zenrows Errors', control: '1', candidate: '0'},
                {row: DAY, column: 'Error Rate', control: '33.3%', candidate: '0.0%'},
              ],
            },
          ],
        },
      ],
    });
  });

  it('compares any two sources', async () => {
    const swapped = await compare(
      '--date',
      DAY,
      '--control',
      backends.urls[kind],
      '--candidate',
      `file:${encodeURI(backends.dataDir)}`,
    );
    expect(swapped).toMatchObject({code: 0, stdout: expect.stringContaining(`Candidate: file ${backends.dataDir}`)});
    const same = await compare('--date', DAY, '--control', backends.urls[kind], '--candidate', backends.urls[kind]);
    expect(same.code).toBe(0);
  });
});
