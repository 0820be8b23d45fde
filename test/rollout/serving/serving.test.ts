import {randomUUID} from 'node:crypto';
import {mkdtemp, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {parseSettings} from '../../../src/cli/settings.ts';
import {candidateSide, controlSide} from '../../../src/cli/sources.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {Table} from '../../../src/core/reports/table.ts';
import {formatTable} from '../../../src/format/table/format.ts';
import {withLedger} from '../../../src/rollout/ledger/opened-ledger.ts';
import {drainQueue} from '../../../src/rollout/serving/queue.ts';
import {errorsRequest} from '../../../src/rollout/serving/request.ts';
import {serve} from '../../../src/rollout/serving/serve.ts';
import type {Serving} from '../../../src/rollout/serving/serving.ts';
import {databaseKinds} from '../../support/backends.ts';
import {ledgerContents} from '../../support/ledger.ts';
import {lse, type Outcome} from '../../support/lse.ts';
import {DAY, NEXT, ServingFaults, type Variables} from '../../support/serving-faults.ts';

const PATIENT = {LSE_SHADOW_LIMIT: '60s', LSE_LIVE_LIMIT: '60s'};
const ERRORS = ['report', 'zenrows-errors', '--date', DAY];
const scope = {project: null, from: DAY as CalendarDate, to: NEXT as CalendarDate};

let directory: string;
let faults: ServingFaults;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  faults = await ServingFaults.create(directory);
});

afterAll(async () => {
  await faults.destroy();
  await rm(directory, {recursive: true, force: true});
});

const newLedger = (): string => join(directory, `${randomUUID()}.db`);

function run(args: readonly string[], environment: Variables, ledger: string): Promise<Outcome> {
  return lse(args, {...faults.environment('sqlite'), ...PATIENT, ...environment, LSE_LEDGER: `sqlite:${ledger}`});
}

interface Printed {
  stdout: string;
  ends: number;
  readonly stderr: string[];
}

/** A report with sides that a test may change, and what it printed and said. */
function servingOf(
  ledger: string,
  change: Partial<Serving<Table>> = {},
  rules: Partial<Serving<Table>['rules']> = {},
): {readonly serving: Serving<Table>; readonly printed: Printed} {
  const environment = {...faults.environment('sqlite'), ...PATIENT};
  const settings = parseSettings({}, environment, {});
  const printed: Printed = {stdout: '', ends: 0, stderr: []};
  const serving: Serving<Table> = {
    request: errorsRequest(scope),
    stage: 'shadow',
    control: controlSide(settings, null),
    candidate: candidateSide(settings),
    withLedger: (work) => withLedger({kind: 'sqlite', path: ledger}, work),
    settings: {maxFileBytes: settings.maxFileBytes, excludedProjects: []},
    output: {
      tell: async () => {},
      print: async (table) => {
        printed.stdout += formatTable(table, 'csv', {mask: true});
      },
      end: async () => {
        printed.ends += 1;
      },
      say: async (...lines) => {
        printed.stderr.push(...lines);
      },
    },
    rules: {
      fallback: 'file',
      isStrict: false,
      liveLimit: 60_000,
      shadowLimit: 60_000,
      shadowMode: 'now',
      budget: {comparisonsAMinute: 100, failures: 0, restMilliseconds: 1000},
      secondHoldWithinDays: 7,
      ...rules,
    },
    ...change,
  };
  return {serving, printed};
}

const RIGHT = `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},3,2,66.7%\n${NEXT},1,0,0.0%\n`;

describe('every report', () => {
  const reports = [
    ['report', 'zenrows-errors', '--date', DAY],
    ['report', 'zenrows-errors', '--from', DAY, '--to', NEXT, '--json'],
    ['report', 'zenrows-detail', '--date', DAY, '--project', 'a'],
    ['report', 'zenrows-detail', '--date', DAY, '--format', 'json', '--no-mask'],
    ['report', 'run', 'errors-by-step', '--from', DAY, '--to', NEXT, '--format', 'text'],
    ['report', 'run', 'zenrows-errors', '--date', DAY],
    ['report', 'zenrows-errors', '--date', '2020-01-01'],
  ];

  it.each(databaseKinds)('prints at each stage what the files say, and is one piece of evidence: %s', async (kind) => {
    for (const args of reports) {
      const ledger = newLedger();
      const environment = faults.environment(kind);
      const files = await run(args, {...environment, LSE_REPORT_BACKEND: 'file'}, ledger);
      for (const backend of ['shadow', 'live', 'auto']) {
        const served = await run(args, {...environment, LSE_REPORT_BACKEND: backend}, ledger);
        expect({args, backend, code: served.code, stdout: served.stdout}).toEqual({
          args,
          backend,
          code: 0,
          stdout: files.stdout,
        });
      }
      const {entries} = await ledgerContents(ledger);
      const isEmpty = args.includes('2020-01-01');
      expect(entries.map(({outcome}) => outcome)).toEqual(Array(2).fill(isEmpty ? 'empty' : 'matched'));
      const [first, second] = entries;
      expect(first?.evidenceKey).toBe(second?.evidenceKey);
      expect(first?.dataDigest).toBe(second?.dataDigest);
      if (!isEmpty) expect(first?.dataDigest).toEqual(expect.any(String));
      expect(first?.records.control).toBe(first?.records.candidate);
    }
  });

  it('is held for a fault, with one explanation and a count, and a second one after a release needs a person', async () => {
    const ledger = newLedger();
    const detail = ['report', 'zenrows-detail', '--date', DAY, '--project', 'a'];
    await faults.under('wrong answer', 'sqlite', async (under) => {
      for (const backend of ['live', 'live', 'shadow'])
        await run(detail, {...under, LSE_REPORT_BACKEND: backend}, ledger);
      const {entries, holds, mismatches} = await ledgerContents(ledger);
      expect(entries.map(({cause, unexplained, failing}) => ({cause, unexplained, failing}))).toEqual(
        Array(3).fill({cause: 'data', unexplained: 0, failing: 1}),
      );
      expect(holds).toMatchObject([{project: 'a', days: {from: DAY, to: DAY}, needsPerson: false}]);
      expect(mismatches).toMatchObject([{count: 3, report: 'zenrows-detail', project: 'a'}]);
      expect(JSON.parse(mismatches[0]?.explanation ?? '')).toMatchObject({cause: 'data', records: [{runId: '1'}]});
      await withLedger({kind: 'sqlite', path: ledger}, (opened) => opened.release('a', new Date().toISOString()));
      await run(detail, {...under, LSE_REPORT_BACKEND: 'live'}, ledger);
      expect((await ledgerContents(ledger)).holds).toMatchObject([{needsPerson: true}]);
    });
  });
});

describe('a shadow', () => {
  it('rests after failures, and is counted over all processes', async () => {
    const ledger = newLedger();
    const environment = {LSE_REPORT_BACKEND: 'shadow', LSE_SHADOW_FAILURES: '2', LSE_SHADOW_PER_MINUTE: '4'};
    await faults.under('no schema', 'sqlite', async (under) => {
      for (let times = 0; times < 3; times += 1) await run(ERRORS, {...under, ...environment}, ledger);
    });
    const unlimited = {...environment, LSE_SHADOW_FAILURES: '0'};
    for (let times = 0; times < 3; times += 1) await run(ERRORS, unlimited, ledger);
    const {entries} = await ledgerContents(ledger);
    expect(entries.map(({outcome, reason}) => [outcome, reason])).toEqual([
      ['candidate failed', 'LSE_SCHEMA'],
      ['candidate failed', 'LSE_SCHEMA'],
      ['skipped', 'RESTING'],
      ['matched', null],
      ['matched', null],
      ['skipped', 'TOO_MANY'],
    ]);
  });

  it('writes the question down, which is compared later', async () => {
    const ledger = newLedger();
    const outcome = await run(ERRORS, {LSE_REPORT_BACKEND: 'shadow', LSE_SHADOW: 'queue'}, ledger);
    expect(outcome).toMatchObject({code: 0, stderr: ''});
    expect((await ledgerContents(ledger)).entries).toEqual([]);
    const {serving} = servingOf(ledger);
    const draining = {...serving, budget: serving.rules.budget, limit: 60_000, say: async () => {}};
    const requestOf = async ({
      report,
      ...asked
    }: {
      report: string;
      project: string | null;
      from: CalendarDate;
      to: CalendarDate;
    }) => (report === 'zenrows-errors' ? errorsRequest(asked) : null);
    const closed = {...draining, budget: {...draining.budget, comparisonsAMinute: 0}};
    expect(await drainQueue({...closed, requestOf}, 10)).toEqual({outcomes: {}, left: 1});
    expect(await drainQueue({...draining, requestOf}, 10)).toEqual({outcomes: {matched: 1}, left: 0});
    expect(await drainQueue({...draining, requestOf}, 10)).toEqual({outcomes: {}, left: 0});
    expect((await ledgerContents(ledger)).entries).toMatchObject([{origin: 'drain', outcome: 'matched', from: DAY}]);
  });

  it('asks both once more where files changed in between, and says so where they change again', async () => {
    const path = join(faults.trees.loaded, `b/${NEXT}/4.json`);
    for (const [changes, expected] of [
      [1, 'matched'],
      [5, 'moved'],
    ] as const) {
      const ledger = newLedger();
      let asked = 0;
      const base = servingOf(ledger).serving.candidate;
      const {serving, printed} = servingOf(ledger, {
        candidate: {
          ...base,
          withSource: async (work, bounds) => {
            asked += 1;
            // Another mark, and the same document.
            if (asked <= changes) await utimes(path, asked, asked);
            return base.withSource(work, bounds);
          },
        },
      });
      await serve(serving);
      expect({stdout: printed.stdout, stderr: printed.stderr, asked}).toEqual({stdout: RIGHT, stderr: [], asked: 2});
      expect((await ledgerContents(ledger)).entries.map(({outcome}) => outcome)).toEqual([expected]);
    }
  });

  it('records a bug in comparing, and raises nothing', async () => {
    for (const stage of ['shadow', 'live'] as const) {
      const ledger = newLedger();
      const {control} = servingOf(ledger).serving;
      const listedDays = async (): Promise<never> => {
        throw new TypeError('a bug');
      };
      const {serving, printed} = servingOf(ledger, {stage, control: {...control, listedDays}});
      await serve(serving);
      expect(printed).toEqual({stdout: RIGHT, stderr: [], ends: 1});
      expect((await ledgerContents(ledger)).entries).toMatchObject([{outcome: 'harness error', reason: 'TypeError'}]);
    }
  });

  it('says once that the ledger cannot be used, and asks no database that nobody counts for', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    for (const backend of ['shadow', 'live']) {
      const outcome = await run(ERRORS, {LSE_REPORT_BACKEND: backend}, join(file, 'ledger.db'));
      expect(outcome).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},3,2,66.7%`)});
      expect(outcome.stderr).toMatch(/^Warning: The ledger cannot be used \(.*\); the report is what it is .*\n$/);
    }
  });

  it('leaves an error of the files as it is, and records it', async () => {
    const ledger = newLedger();
    const environment = {LSE_DATA_DIR: join(directory, 'nowhere')};
    const files = await run(ERRORS, {...environment, LSE_REPORT_BACKEND: 'file'}, ledger);
    expect(files.code).toBe(1);
    expect(await run(ERRORS, {...environment, LSE_REPORT_BACKEND: 'shadow'}, ledger)).toEqual(files);
    expect((await ledgerContents(ledger)).entries).toMatchObject([{outcome: 'control failed', reason: 'LSE_DATA_DIR'}]);
  });
});

describe('live', () => {
  it('prints the database alone where the files cannot answer, says so, and is strict when told', async () => {
    const ledger = newLedger();
    const environment = {LSE_REPORT_BACKEND: 'live', LSE_DATA_DIR: join(directory, 'nowhere')};
    const {code, stdout, stderr} = await run(ERRORS, environment, ledger);
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining(`${DAY},3,2,66.7%`)});
    expect(stderr).toMatch(
      /^Warning: The database answered, compared with nothing, since the files could not\. The data dir/,
    );
    expect(await run([...ERRORS, '--strict'], environment, ledger)).toMatchObject({code: 1, stdout: ''});
    const down = {...environment, LSE_DATABASE_URL: 'postgres://postgres@127.0.0.1:1/nothing'};
    expect(await run(ERRORS, down, ledger)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Error: The data dir/),
    });
    expect((await ledgerContents(ledger)).entries.map(({outcome}) => outcome)).toEqual([
      'control failed',
      'control failed',
      'both failed',
    ]);
  });

  it('prints nothing where the database fails and nobody may stand in', async () => {
    const ledger = newLedger();
    await faults.under('no schema', 'sqlite', async (under) => {
      const environment = {...under, LSE_REPORT_BACKEND: 'live', LSE_REPORT_FALLBACK: 'none'};
      expect(await run(ERRORS, environment, ledger)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^Error: There is no database at sqlite:/),
      });
    });
    const {entries, acts} = await ledgerContents(ledger);
    expect(entries).toMatchObject([{outcome: 'candidate failed', reason: 'LSE_SCHEMA'}]);
    expect(acts).toEqual([]);
  });
});

describe('a fallback', () => {
  it('says when the files lie behind what was compared before, and when nobody knows', async () => {
    const ledger = newLedger();
    const down = {LSE_REPORT_BACKEND: 'live', LSE_DATABASE_URL: 'postgres://postgres@127.0.0.1:1/nothing'};
    expect((await run(ERRORS, down, newLedger())).stderr).toContain(
      'Warning: Whether the files are as new as the database is not known',
    );
    await run(ERRORS, {LSE_REPORT_BACKEND: 'live'}, ledger);
    expect((await run(ERRORS, down, ledger)).stderr).not.toContain('lie behind');
    expect((await run(ERRORS, {...down, LSE_DATA_DIR: faults.trees.behind}, ledger)).stderr).toMatch(
      /\nWarning: The files lie behind: they have 2 records, and there were 3 when this was asked before\./,
    );
    const {acts} = await ledgerContents(ledger);
    const reason = `files that lie behind answered: 2 records of all projects together on ${DAY}, 3 when this was asked before`;
    const stale = acts.filter(({kind}) => kind === 'stale');
    expect(stale.map(({project}) => project).sort()).toEqual(['a', 'b']);
    for (const act of stale) expect(act).toMatchObject({by: 'lse', from: 'live', to: 'file', reason});
  });

  it('is not there at the stage complete, whatever the settings say', async () => {
    const ledger = newLedger();
    const {serving, printed} = servingOf(ledger, {stage: 'complete'});
    await serve(serving);
    expect(printed.stdout).toBe(RIGHT);
    const gone = {...serving.candidate, withSource: () => Promise.reject(new Error('gone'))};
    await expect(serve({...serving, candidate: gone})).rejects.toThrow('gone');
    expect((await ledgerContents(ledger)).entries).toEqual([]);
  });
});
