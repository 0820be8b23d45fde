import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {expectFound, expectFoundAndMended, expectMended, Target} from './attack-support.ts';
import {documents, FIRST, SECOND, THIRD} from './attack-tree.ts';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** All records of some projects and dates, as they are named where all of them are missing. */
function missing(test: (project: string, date: string) => boolean): string[] {
  return Object.entries(documents).flatMap(([project, dates]) =>
    Object.entries(dates).flatMap(([date, records]) =>
      test(project, date) ? Object.keys(records).map((runId) => `missing ${project} ${date} ${runId}`) : [],
    ),
  );
}

describe.each(databaseKinds)('rows of %s that were attacked as a whole', (kind) => {
  let target: Target;

  beforeEach(async () => {
    target = new Target(backends, kind);
    await target.reset();
  });

  it('are found while nothing was attacked: nothing', async () => {
    await expectFound(target, {compared: []});
  });

  it('are found where one of several failing records of a trace was dropped', async () => {
    await target.execute(`delete from runs where run_id = 'r1'`);
    await expectFoundAndMended(target, {compared: [`missing alpha ${FIRST} r1`]});
  });

  it('are found where the only failing record of a day was dropped', async () => {
    await target.execute(`delete from runs where run_id = 'a14'`);
    await expectFoundAndMended(target, {compared: [`missing alpha ${SECOND} a14`]});
  });

  it('are found where a record that never failed was dropped', async () => {
    await target.execute(`delete from runs where run_id = 'o1'`);
    await expectFoundAndMended(target, {compared: [`missing alpha ${FIRST} o1`]});
  });

  it('are found where a record was inserted once more under another run id', async () => {
    await target.execute(
      `insert into runs (project, run_date, run_id, trace_id, data)
       select project, run_date, 'r1-copy', trace_id, data from runs where run_id = 'r1'`,
    );
    await expectFoundAndMended(target, {compared: [`extra alpha ${FIRST} r1-copy`], needs: '--prune'});
  });

  it('are found where another program inserted an empty document', async () => {
    await target.execute(
      `insert into runs (project, run_date, run_id, trace_id, data) values ('bêta', '${THIRD}', 'x', 'y', '{}')`,
    );
    await expectFoundAndMended(target, {compared: [`extra bêta ${THIRD} x`], needs: '--prune'});
  });

  it('are found where a record was moved to the next date, with the place it was moved to', async () => {
    await target.execute(`update runs set run_date = '${SECOND}' where run_id = 'u1'`);
    const expected = {
      compared: [`missing alpha ${FIRST} u1`, `extra alpha ${SECOND} u1`],
      needs: '--prune',
    } as const;
    const {verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([
      {kind: 'missing', date: FIRST, elsewhere: {project: 'alpha', date: SECOND}},
      {kind: 'extra', date: SECOND, elsewhere: {project: 'alpha', date: FIRST}},
    ]);
    await expectMended(target, expected);
  });

  it('are found where a run is listed once, and the record that it was listed from was dropped', async () => {
    await target.execute(`delete from runs where run_id = 's2'`);
    const expected = {compared: [`missing alpha ${FIRST} s2`]};
    const {comparison} = await expectFound(target, expected);
    const lines = comparison.results.flatMap(({explanation}) => explanation?.differences ?? []);
    expect(lines).toContainEqual(
      expect.objectContaining({
        where: 'ETH, s1, run s2, Error',
        control: '    Error: the record itself',
        candidate: '    Error: Störung in s2 – 読めない',
      }),
    );
    expect(lines.filter(({where}) => where === 'summary.total_errors' || where.includes('run s3'))).toEqual([]);
    await expectMended(target, expected);
  });

  it('are found where the record that gives a trace its symbol was dropped', async () => {
    await target.execute(`delete from runs where run_id = 's1'`);
    await expectFoundAndMended(target, {compared: [`missing alpha ${FIRST} s1`]});
  });

  it('are found where the record that gives a trace its symbol went to another trace', async () => {
    const data = target.withValue(['trace', 'trace_id'], '"elsewhere"');
    await target.execute(`update runs set data = ${data}, trace_id = 'elsewhere' where run_id = 't1'`);
    await expectFoundAndMended(target, {compared: [`changed alpha ${FIRST} t1`]});
  });

  it('are told apart where one record gave another symbol and another one was dropped', async () => {
    await target.setValue('t1', ['trace', 'inputs', 'crypto_symbol'], '"xrp"');
    await target.execute(`delete from runs where run_id = 'r1'`);
    const expected = {compared: [`changed alpha ${FIRST} t1`, `missing alpha ${FIRST} r1`]};
    const {comparison} = await expectFound(target, expected);
    // The symbol takes no run away: the sum over all symbols is the dropped record's alone.
    for (const {explanation} of comparison.results) {
      const total = explanation?.differences.find(({where}) => where === 'summary.total_errors');
      const blamed = total?.contributions.map(({record}) => explanation?.records[record]?.runId) ?? ['r1'];
      expect(blamed).toEqual(['r1']);
    }
    await expectMended(target, expected);
  });

  it.each([
    ['a whole day', `project = 'alpha' and run_date = '${FIRST}'`, missing((...of) => `${of}` === `alpha,${FIRST}`)],
    ['a whole project', `project = 'bêta'`, missing((project) => project === 'bêta')],
    ['all rows', `true`, missing(() => true)],
  ])('are found where %s were deleted', async (_name, condition, compared) => {
    await target.execute(`delete from runs where ${condition}`);
    const {comparison} = await expectFound(target, {compared});
    expect(new Set(comparison.results.map(({reason}) => reason))).toContain('one-sided');
    await expectMended(target, {compared});
  });
});
