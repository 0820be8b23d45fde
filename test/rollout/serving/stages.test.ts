import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {Act} from '../../../src/rollout/ledger/act.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';
import {type DatabaseKind, databaseKinds} from '../../support/backends.ts';
import {ledgerContents} from '../../support/ledger.ts';
import {lse, type Outcome} from '../../support/lse.ts';
import {canHave, DAY, type FaultName, faultNames, NEXT, ServingFaults} from '../../support/serving-faults.ts';

const REPORT = ['report', 'zenrows-errors', '--from', DAY, '--to', NEXT];

/** The answers by what they are made of: failing traces of the first day, and all of them. */
const printed = (errors: number, traces: number): string =>
  `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},${traces},${errors},${((errors / traces) * 100).toFixed(1)}%\n${NEXT},1,0,0.0%\n`;

const RIGHT = printed(2, 3);

/** What each side answers under each fault; null for a side that cannot. */
const ANSWERS: Readonly<Record<FaultName, {readonly files: string; readonly database: string | null}>> = {
  none: {files: RIGHT, database: RIGHT},
  down: {files: RIGHT, database: null},
  hang: {files: RIGHT, database: null},
  reset: {files: RIGHT, database: null},
  'wrong answer': {files: RIGHT, database: printed(1, 3)},
  'stale load': {files: printed(3, 4), database: RIGHT},
  'stale load of a file': {files: printed(3, 3), database: RIGHT},
  'stale tree': {files: printed(1, 2), database: RIGHT},
  'no grant': {files: RIGHT, database: null},
  'no schema': {files: RIGHT, database: null},
};

/** What a comparison comes to. */
const OUTCOMES: Readonly<Record<FaultName, Entry['outcome']>> = {
  none: 'matched',
  down: 'candidate failed',
  hang: 'timed out',
  reset: 'candidate failed',
  'wrong answer': 'mismatched',
  'stale load': 'not loaded',
  'stale load of a file': 'not loaded',
  'stale tree': 'mismatched',
  'no grant': 'candidate failed',
  'no schema': 'candidate failed',
};

interface Expected {
  /** Null: nothing is printed, and the run fails. */
  readonly stdout: string | null;
  readonly outcomes: readonly Entry['outcome'][];
  readonly stderr: RegExp;
  readonly held: readonly string[];
  readonly fellBack: readonly string[];
}

const QUIET = /^$/;
const COULD_NOT = /^Warning: The files answered, since the database could not\. /;
const FAILED = /^Error: .*[.!] \S/m;

/** One row a stage: its settings, and what has to come of each fault. */
const STAGES: Readonly<
  Record<
    string,
    {
      readonly environment: Record<string, string>;
      readonly args?: string[];
      readonly expect: (fault: FaultName) => Expected;
    }
  >
> = {
  file: {
    environment: {LSE_REPORT_BACKEND: 'file'},
    expect: (fault) => ({stdout: ANSWERS[fault].files, outcomes: [], stderr: QUIET, held: [], fellBack: []}),
  },
  shadow: {
    environment: {LSE_REPORT_BACKEND: 'shadow'},
    expect: (fault) => ({
      stdout: ANSWERS[fault].files,
      outcomes: [OUTCOMES[fault]],
      stderr: QUIET,
      held: [],
      fellBack: [],
    }),
  },
  live: {
    environment: {LSE_REPORT_BACKEND: 'live'},
    expect: (fault) => {
      const {files, database} = ANSWERS[fault];
      const isOld = fault === 'stale load' || fault === 'stale load of a file';
      return {
        stdout: files,
        outcomes: [OUTCOMES[fault]],
        stderr:
          database === null
            ? COULD_NOT
            : fault === 'none'
              ? QUIET
              : isOld
                ? /^Warning: The files answered\. The database \S+ was not loaded as far as the files reach \(a 2025-09-13\)\. Load them with: lse db load\n$/
                : fault === 'stale tree'
                  ? /^Warning: The files answered\. The database \S+ answers something else than the files \(data\)\. See why with: lse report compare .*\nWarning: The files lie behind the database, which has more of a 2025-09-13\..*\nHeld, .*a 2025-09-13\./
                  : /^Warning: The files answered\. The database \S+ answers something else than the files \(data\)\. See why with: lse report compare --report zenrows-errors --from 2025-09-13 --to 2025-09-14\nHeld, .*a 2025-09-13\. Lift it with: lse rollout release PROJECT\n$/,
        held: OUTCOMES[fault] === 'mismatched' ? [`a ${DAY}`] : [],
        fellBack: database === null || isOld ? ['a', 'b'] : [],
      };
    },
  },
  'live --strict': {
    environment: {LSE_REPORT_BACKEND: 'live'},
    args: ['--strict'],
    expect: (fault) => ({
      stdout: fault === 'none' ? RIGHT : null,
      outcomes: [OUTCOMES[fault]],
      stderr: fault === 'none' ? QUIET : FAILED,
      held: OUTCOMES[fault] === 'mismatched' ? [`a ${DAY}`] : [],
      fellBack: [],
    }),
  },
  db: {
    environment: {LSE_REPORT_BACKEND: 'db'},
    expect: (fault) => ({
      stdout: ANSWERS[fault].database,
      outcomes: [],
      stderr: ANSWERS[fault].database === null ? FAILED : QUIET,
      held: [],
      fellBack: [],
    }),
  },
  'db with fallback': {
    environment: {LSE_REPORT_BACKEND: 'db', LSE_REPORT_FALLBACK: 'file'},
    expect: (fault) => {
      const {files, database} = ANSWERS[fault];
      // Which file was replaced the database cannot see without reading it.
      const isBehind = fault === 'stale load';
      const isInstead = database === null || isBehind;
      return {
        stdout: isInstead ? files : database,
        outcomes: isInstead ? [isBehind ? 'not loaded' : 'candidate failed'] : [],
        stderr: isInstead ? COULD_NOT : QUIET,
        held: [],
        fellBack: isInstead ? ['a', 'b'] : [],
      };
    },
  },
  'db with fallback --strict': {
    environment: {LSE_REPORT_BACKEND: 'db', LSE_REPORT_FALLBACK: 'file'},
    args: ['--strict'],
    expect: (fault) => {
      const {database} = ANSWERS[fault];
      const isRefused = database === null || fault === 'stale load';
      return {
        stdout: isRefused ? null : database,
        outcomes: [],
        stderr: isRefused ? FAILED : QUIET,
        held: [],
        fellBack: [],
      };
    },
  },
};

let directory: string;
let faults: ServingFaults;
let ledgers = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  faults = await ServingFaults.create(directory);
});

afterAll(async () => {
  await faults.destroy();
  await rm(directory, {recursive: true, force: true});
});

/** SQLite waits a minute for another program where nothing bounds it. */
const isBounded = (kind: DatabaseKind, stage: string, fault: FaultName): boolean =>
  !(kind === 'sqlite' && fault === 'hang' && stage.startsWith('db'));

/** Short where they are waited for, and long where a busy machine must not meet them. */
const limitsFor = (fault: FaultName): Record<string, string> => {
  const limit = fault === 'hang' ? '600ms' : '20s';
  return {LSE_SHADOW_LIMIT: limit, LSE_LIVE_LIMIT: limit};
};

async function served(
  kind: DatabaseKind,
  stage: string,
  fault: FaultName,
): Promise<{readonly outcome: Outcome; readonly ledger: Awaited<ReturnType<typeof ledgerContents>>}> {
  ledgers += 1;
  const path = join(directory, `ledger-${ledgers}.db`);
  const {environment, args = []} = STAGES[stage] as (typeof STAGES)[string];
  const outcome = await faults.under(fault, kind, (under) =>
    lse([...REPORT, ...args], {...under, ...environment, ...limitsFor(fault), LSE_LEDGER: `sqlite:${path}`}),
  );
  return {outcome, ledger: await ledgerContents(path)};
}

describe.each(databaseKinds)('a report with %s', (kind) => {
  describe.each(Object.keys(STAGES))('at the stage %s', (stage) => {
    const possible = faultNames.filter((fault) => canHave(kind, fault) && isBounded(kind, stage, fault));
    it.each(possible)('prints, says and records what it should: %s', async (fault) => {
      const expected = (STAGES[stage] as (typeof STAGES)[string]).expect(fault);
      const {outcome, ledger} = await served(kind, stage, fault);
      expect({code: outcome.code, stdout: outcome.stdout}).toEqual({
        code: expected.stdout === null ? 1 : 0,
        stdout: expected.stdout ?? '',
      });
      expect(outcome.stderr).toMatch(expected.stderr);
      expect(ledger.entries.map((entry) => entry.outcome)).toEqual(expected.outcomes);
      expect(ledger.holds.map(({project, days}) => `${project} ${days?.from}`)).toEqual(expected.held);
      const noted = (kind: Act['kind']): string[] =>
        ledger.acts.filter((act) => act.kind === kind).map(({project}) => project);
      expect(noted('fell back').sort()).toEqual(expected.fellBack);
      // What was printed was the files', and the database has more of one project.
      expect(noted('stale')).toEqual(stage === 'live' && fault === 'stale tree' ? ['a'] : []);
      expect(ledger.acts.filter((act) => act.kind === 'held')).toHaveLength(expected.held.length);
    });
  });
});
