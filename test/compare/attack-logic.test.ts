import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse} from '../support/lse.ts';
import {expectFound, expectFoundAndMended, expectMended, Target} from './attack-support.ts';
import {FIRST, SECOND, THIRD} from './attack-tree.ts';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

const FUNCTIONS = {
  lse_run_fails: `create or replace function lse_run_fails(run jsonb) returns boolean language sql immutable return false`,
  never: `create or replace function lse_is_failing(document jsonb) returns boolean language sql immutable return false`,
  always: `create or replace function lse_is_failing(document jsonb) returns boolean language sql immutable return true`,
  lse_symbol: `create or replace function lse_symbol(document jsonb) returns text language sql immutable return 'WRONG'`,
};

/** Runs `attack` while a function of the database is another one; afterwards it is what it was. */
async function withFunction<T>(target: Target, name: string, definition: string, attack: () => Promise<T>): Promise<T> {
  const [original] = await target.query<{sql: string}>(`select pg_get_functiondef('${name}'::regproc) as sql`);
  await target.execute(definition);
  try {
    return await attack();
  } finally {
    await target.execute(original?.sql as string);
  }
}

/** Leaves the stored answer about a record wrong, behind the back of what keeps it right. */
async function setFailing(target: Target, runId: string, isFailing: boolean): Promise<void> {
  if (target.kind === 'postgres') {
    const touch = () => target.execute(`update runs set data = data where run_id = '${runId}'`);
    await withFunction(target, 'lse_is_failing', isFailing ? FUNCTIONS.always : FUNCTIONS.never, touch);
    return;
  }
  const triggers = await target.query<{name: string; sql: string}>(
    `select name, sql from sqlite_schema where type = 'trigger' order by name`,
  );
  for (const {name} of triggers) await target.execute(`drop trigger ${name}`);
  await target.execute(`update runs set is_failing = ${Number(isFailing)} where run_id = '${runId}'`);
  for (const {sql} of triggers) await target.execute(sql);
}

describe.each(databaseKinds)('an answer of %s that is not what its documents say', (kind) => {
  let target: Target;

  beforeEach(async () => {
    target = new Target(backends, kind);
    await target.reset();
  });

  it.each([
    ['the only failing one of its day', 'alpha', SECOND, 'a14', false],
    ['one of several failing ones of its trace', 'alpha', FIRST, 'r1', false],
    ['one that fails by a nested run', 'bêta', SECOND, 'p3', false],
    ['one that does not fail, on a day without failures', 'alpha', THIRD, 'b15', true],
    ['one that does not fail, on a day with failures', 'alpha', FIRST, 'o1', true],
  ])('is found where is_failing is wrong: %s', async (_name, project, date, runId, isFailing) => {
    await setFailing(target, runId, isFailing);
    const expected = {
      compared: [`misread ${project} ${date} ${runId}`],
      verified: [`changed ${project} ${date} ${runId}`],
      cause: 'logic',
    } as const;
    const {comparison, verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([
      {changes: [{path: 'column is_failing', control: String(!isFailing), candidate: String(isFailing)}]},
    ]);
    for (const {verdict, explanation} of comparison.results) {
      if (verdict !== 'mismatched') continue;
      expect(explanation?.proof).toEqual({controlFollows: true, candidateFollows: false, recordsAgree: true});
      expect(explanation?.records).toMatchObject([{misreadBy: 'candidate', control: null, changes: []}]);
    }
    await expectMended(target, expected);
  });

  it('is found by the verification alone where the trace fails anyway', async () => {
    await setFailing(target, 't1', true);
    await expectFoundAndMended(target, {compared: [], verified: [`changed alpha ${FIRST} t1`]});
  });

  it('is told from data that differ, question by question', async () => {
    await setFailing(target, 'a14', false);
    await target.execute(`delete from runs where run_id = 'p3'`);
    const {document, code} = await target.compare();
    expect(code).toBe(1);
    const causes = document.results
      .filter(({verdict, report}) => verdict === 'mismatched' && report === 'zenrows-errors')
      .map(({project, explanation}) => [
        project,
        explanation?.cause,
        explanation?.unexplained,
        explanation?.records.map(({kind, runId}) => `${kind} ${runId}`).sort(),
      ]);
    expect(causes).toEqual([
      [null, 'data and logic', 0, ['misread a14', 'missing p3']],
      ['alpha', 'logic', 0, ['misread a14']],
      ['bêta', 'data', 0, ['missing p3']],
    ]);
    await expectMended(target, {compared: []});
  });
});

describe('PostgreSQL with a function that is wrong', () => {
  const target = (): Target => new Target(backends, 'postgres');

  beforeEach(() => target().reset());

  it('is found where it is asked for the failing runs themselves, though all stored answers are right', async () => {
    await withFunction(target(), 'lse_run_fails', FUNCTIONS.lse_run_fails, async () => {
      // Not s1, whose copy of the run s2 nobody would see anyway.
      const first = ['r1', 'r2', 's2', 's3', 'u1'].map((runId) => `misread alpha ${FIRST} ${runId}`);
      const others = [`alpha ${SECOND} a14`, `bêta ${FIRST} p1`, `bêta ${SECOND} p3`, `bêta ${THIRD} p5`];
      const compared = [...first, ...others.map((name) => `misread ${name}`)];
      await expectFound(target(), {compared, verified: [], cause: 'logic'});
    });
    await expectFound(target(), {compared: []});
  });

  it('is not taken for corrected by a repair, as long as it stays wrong', async () => {
    await withFunction(target(), 'lse_is_failing', FUNCTIONS.never, async () => {
      await target().execute(`update runs set data = data where run_id = 'a14'`);
      const {code, document} = await target().repair();
      expect({code, differing: document.outcome?.differing.map(({runId}) => runId)}).toEqual({
        code: 1,
        differing: ['a14'],
      });
    });
    await expectMended(target(), {compared: [], verified: [`changed alpha ${SECOND} a14`]});
  });

  it('is found where it gives a trace another symbol, by the record whose symbol it is', async () => {
    await withFunction(target(), 'lse_symbol', FUNCTIONS.lse_symbol, () =>
      target().execute(`update runs set data = data where run_id = 't1'`),
    );
    const expected = {
      compared: [`misread alpha ${FIRST} t1`],
      verified: [`changed alpha ${FIRST} t1`],
      cause: 'logic',
    } as const;
    const {verification} = await expectFound(target(), expected);
    expect(verification.records).toMatchObject([
      {changes: [{path: 'column symbol', control: '"btc"', candidate: '"WRONG"'}]},
    ]);
    await expectMended(target(), expected);
  });
});

describe('SQLite with an answer that was stored while a trigger was gone', () => {
  it('is found by the record whose symbol it is', async () => {
    const target = new Target(backends, 'sqlite');
    await target.reset();
    const [trigger] = await target.query<{sql: string}>(`select sql from sqlite_schema where name = 'runs_updated'`);
    await target.execute(`drop trigger runs_updated; update runs set symbol = 'WRONG' where run_id = 't1'`);
    const environment = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite};
    for (const command of [
      ['report', 'compare', '--all-dates'],
      ['db', 'verify'],
    ]) {
      const {code, stderr} = await lse(command, environment);
      expect(code).toBe(2);
      expect(stderr).toContain('the trigger runs_updated is missing');
    }
    await target.execute(trigger?.sql as string);
    const expected = {
      compared: [`misread alpha ${FIRST} t1`],
      verified: [`changed alpha ${FIRST} t1`],
      cause: 'logic',
    } as const;
    await expectFound(target, expected);
    await expectMended(target, expected);
  });
});
