import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {withBrokenDetail} from '../support/broken-detail.ts';
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

/** The text without the line breaks that 80 columns ask for. */
function unwrapped(text: string): string {
  return text.replaceAll(/\n +/g, ' ');
}

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

  it('exits with 0 where the sides agree, and gives the denominators', async () => {
    const {code, stdout, stderr} = await compare('--date', DAY, '--project', 'a', '--project', 'b');
    expect({code, stderr}).toEqual({code: 0, stderr: expect.stringMatching(/^The same: .*\n$/)});
    expect(stdout).toMatch(/^The same: /);
    expect(stdout).toMatch(/\nzenrows-errors a +1 +0 +0 +0 +0 100\.0%\nzenrows-detail a +1 +0 +0 +0 +0 100\.0%\n/);
    expect(stdout).toContain('Parity: 100.0% (4 of 4 compared questions matched)');
    expect(stdout).toContain('Questions: 4: 4 matched, 0 mismatched (0 waived), 0 inconclusive');
    expect(stdout).toContain('Records behind the questions: control 6, candidate 6');
  });

  it('exits with 1 and traces every cell and line to the record that was changed', async () => {
    await change(`update runs set data = ${setError(['trace', 'status'], 'error')} where run_id = '2'`);
    const {code, stdout} = await compare('--date', DAY);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `MISMATCHED  zenrows-errors ${DAY} (all projects)\n  The output differs (records: control 3, candidate 3).\n  Cause: data.`,
    );
    const text = unwrapped(stdout);
    expect(text).toMatch(
      /^Different: 2 of 2 questions\. 1 record explains all of it: 1 changed \(\$\.trace\.status\)\./,
    );
    expect(text).toContain(`csv: row ${DAY}, column Zenrows Errors: 1 → 2, +1 trace`);
    expect(text).toContain(
      `csv: row ${DAY}, column Error Rate: 33.3% → 66.7%, +167/5 (about +33.4) points, of it +1/15 (about +0.067) by rounding to one decimal`,
    );
    // Below the record stand all of its parts.
    expect(text).toContain(`changes csv: row ${DAY}, column Zenrows Errors: +1 trace`);
    expect(text).toContain(`csv: row ${DAY}, column Error Rate: +100/3 (about +33.333) points`);
    expect(text).not.toContain('column Total Traces');
    expect(stdout).toContain(
      `    1. changed: a ${DAY} 2\n       both:      trace 2, file a/${DAY}/2.json\n       $.trace.status\n         control:   "success"\n         candidate: "error"\n`,
    );
    expect(text).toContain('text: Unknown, 2, run 2, Error: (nothing) → Error: Unknown error');
    expect(text).toContain(
      `What to do See what would be written. With --apply it is done: lse db repair --date ${DAY}\n`,
    );
    expect(stdout).toContain('Parity: 0.0% (0 of 2 compared questions matched)');
    expect(stdout).toContain('Unexplained differences: 0');
  });

  it('shows a row that was deleted, and one that was inserted', async () => {
    await change(`delete from runs where run_id = '1'`);
    const missing = await compare('--date', DAY);
    expect(missing).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('1 record is missing in the candidate: project a, 2025-09-13\n'),
    });
    expect(missing.stdout).toContain('column Error Rate: 33.3% → 0.0%,');
    expect(missing.stdout).toContain(
      `1. missing in candidate: a ${DAY} 1\n       control:   trace 1, file a/${DAY}/1.json`,
    );
    await change(`insert into runs (project, run_date, run_id, trace_id, data) values ('a', '${DAY}', 'x', 'x', '{}')`);
    await backends.load(kind);
    const extra = await compare('--date', DAY);
    expect(extra).toMatchObject({code: 1, stdout: expect.stringContaining('column Total Traces: 3 → 4, +1 trace')});
    expect(extra.stdout).toContain(`lse db repair --date ${DAY} --prune\n`);
    expect(extra.stdout).toContain(`1. not in control: a ${DAY} x\n       candidate: trace x, no file`);
  });

  it('sees a difference that masking hides, and hides it still', async () => {
    await change(`update runs set data = ${setError(['trace', 'error'], 'https://h/?token=two')} where run_id = '1'`);
    const masked = await compare('--date', DAY, '--report', 'zenrows-detail');
    expect(masked.code).toBe(1);
    expect(masked.stdout).toContain('They differ only in what masking hides; show it with --no-mask.');
    expect(masked.stdout).not.toMatch(/token=(one|two)/);
    const open = await compare('--date', DAY, '--report', 'zenrows-detail', '--no-mask');
    expect(open.stdout).toContain('token=two');
    for (const format of ['json', 'junit', 'html', 'markdown']) {
      const {stdout} = await compare('--date', DAY, '--format', format);
      expect({format, leaks: /token=(one|two)/.test(stdout)}).toEqual({format, leaks: false});
    }
  });

  it('sees a difference that only the JSON shows', async () => {
    await change(`update runs set data = ${setError(['trace', 'status'], 'pending')} where run_id = '1'`);
    const {code, stdout} = await compare('--date', DAY, '--report', 'zenrows-detail');
    expect(code).toBe(1);
    expect(stdout).toContain('json: BTC, 1, run 1, member status: "error" → "pending"\n');
  });

  it('exits with 3 where no side has a record, and with 0 as soon as one question matched', async () => {
    const nothing = await compare('--date', '2020-01-01');
    expect(nothing).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('Parity: none (0 of 0 compared questions matched)'),
    });
    expect(nothing.stdout).toContain('Neither side has a record, so nothing was compared.');
    expect(await compare('--from', '2025-09-12', '--to', DAY)).toMatchObject({code: 0});
  });

  it('exits with 1 where one side alone has records, although the outputs are the same', async () => {
    await change(`delete from runs where project = 'b'`);
    const {code, stdout} = await compare('--date', DAY, '--project', 'b', '--report', 'zenrows-detail');
    expect(code).toBe(1);
    expect(unwrapped(stdout)).toMatch(
      /^Different: 1 of 1 question\. The candidate has no record for any of these dates; control has 1\.\n/,
    );
    expect(stdout).toContain(`\n  Load the records:\n    lse db load --date ${DAY} --project b\n`);
    // Each question would say the same once more.
    expect(stdout).not.toContain('MISMATCHED');
    const all = await compare('--date', DAY, '--project', 'b', '--report', 'zenrows-detail', '--details', 'all');
    expect(all.stdout).toContain('Only one side has records (control 1, candidate 0).');
    expect(all.stdout).toContain('records behind the report: 1 → 0, -1 record\n');
  });

  it('exits with 2 where a side cannot answer, whatever the other questions say', async () => {
    await withBrokenDetail(backends, kind, async () => {
      const {code, stdout} = await compare('--date', DAY);
      expect(code).toBe(2);
      expect(stdout).toContain(`INCONCLUSIVE  zenrows-detail ${DAY}`);
      expect(unwrapped(stdout)).toMatch(/Candidate could not answer: The database .* failed/);
      expect(stdout).toContain('Questions: 2: 1 matched, 0 mismatched (0 waived), 1 inconclusive');
      expect(stdout).toContain('(1 without an answer, 0 unproven, 0 without records on either side)');
    });
  });

  it('exits with 2 where the first question fails, and still asks the next', async () => {
    await change(
      `insert into runs (project, run_date, run_id, trace_id, data)
       select project, '2025-09-14', run_id, trace_id, data from runs where run_id = '1'`,
    );
    await withBrokenDetail(backends, kind, async () => {
      const {code, stdout} = await compare('--from', DAY, '--to', '2025-09-14', '--report', 'zenrows-detail');
      expect(code).toBe(2);
      // What both failed of is told once.
      expect(
        unwrapped(stdout).match(
          /Candidate could not answer: The database \S+ failed \([^)]*(division by zero|malformed JSON)/g,
        ),
      ).toHaveLength(1);
      expect(stdout.match(/Candidate could not answer, for the reason above\.\n/g)).toHaveLength(1);
      expect(stdout).not.toContain('aborted');
      expect((await compare('--date', DAY, '--json')).stdout).toContain('"outcome": "failed"');
    });
  });

  it('gives everything as JSON', async () => {
    await change(`delete from runs where run_id = '1'`);
    const {code, stdout} = await compare('--date', DAY, '--report', 'zenrows-errors', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'lse-comparison',
      version: 1,
      control: {kind: 'file', location: backends.dataDir},
      candidate: {kind},
      summary: {
        conclusion: 'different',
        questions: 1,
        matched: 0,
        mismatched: 1,
        inconclusive: 0,
        failed: 0,
        parity: 0,
        controlRecords: 3,
        candidateRecords: 2,
        unexplained: 0,
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
          outputs: [{format: 'csv', diff: expect.stringContaining(`-${DAY},3,1,33.3%\n+${DAY},2,0,0.0%`)}],
          explanation: {
            cause: 'data',
            proof: {controlFollows: true, candidateFollows: true, recordsAgree: false},
            differences: [
              {where: `row ${DAY}, column Total Traces`, control: '3', candidate: '2', amount: '-1'},
              {where: `row ${DAY}, column Zenrows Errors`, control: '1', candidate: '0', amount: '-1'},
              {where: `row ${DAY}, column Error Rate`, control: '33.3%', candidate: '0.0%', amount: '-333/10'},
            ],
            records: [{project: 'a', date: DAY, runId: '1', kind: 'missing', control: {traceId: '1'}, candidate: null}],
          },
        },
      ],
    });
    expect((await compare('--date', DAY, '--report', 'zenrows-errors', '--format', 'json')).code).toBe(1);
  });

  it('hears one side where the other cannot be opened, and ends with 2', async () => {
    const nowhere = kind === 'postgres' ? 'postgres://u:hunter2@127.0.0.1:1/x' : 'sqlite:/nonexistent/lse.db';
    const {code, stdout} = await compare('--date', DAY, '--candidate', nowhere);
    expect(code).toBe(2);
    expect(stdout).toContain('Inconclusive: ');
    expect(stdout).toContain('Records behind the questions: control 6, candidate 0');
    expect(unwrapped(stdout)).toMatch(
      /Candidate could not answer: (The database .* cannot be reached|There is no database)/,
    );
    expect(stdout).not.toContain('hunter2');
    const both = await compare('--all-dates', '--control', nowhere, '--candidate', nowhere);
    expect(both).toMatchObject({code: 2, stdout: expect.stringContaining('control could not say what it holds')});
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
    const sides = ['--control', backends.urls[kind], '--candidate', backends.urls[kind]];
    const same = await compare('--date', DAY, ...sides, '--allow-same');
    expect(same.code).toBe(0);
  });
});
