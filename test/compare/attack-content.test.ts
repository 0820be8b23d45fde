import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {expectFound, expectFoundAndMended, expectMended, type JsonPath, Target} from './attack-support.ts';
import {documents, FIRST, LONG_CHANGED, SECOND, THIRD, textOf} from './attack-tree.ts';

/** The long numbers as they are printed: with an exponent, beyond 21 digits. */
const [PRINTED, PRINTED_CHANGED] = ['1.2345678901234567890123456e+9', '1.2345678901234567891123456e+9'];

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('a document in %s that was attacked', (kind) => {
  let target: Target;

  beforeEach(async () => {
    target = new Target(backends, kind);
    await target.reset();
  });

  it.each([
    ['from error to success', 'alpha', FIRST, 'r1', 'success', 'error'],
    ['from error to success, the only one of its day', 'alpha', SECOND, 'a14', 'success', 'error'],
    ['from success to error, the only one of its day', 'alpha', THIRD, 'a15', 'error', 'success'],
  ])('is found by its status, %s', async (_name, project, date, runId, status, before) => {
    await target.setValue(runId, ['trace', 'status'], `"${status}"`);
    const expected = {compared: [`changed ${project} ${date} ${runId}`]};
    const {comparison, verification} = await expectFound(target, expected);
    const changes = [{path: '$.trace.status', control: `"${before}"`, candidate: `"${status}"`, masked: false}];
    expect(verification.records).toMatchObject([{changes}]);
    for (const {explanation} of comparison.results) {
      for (const record of explanation?.records ?? []) expect(record.changes).toEqual(changes);
    }
    await expectMended(target, expected);
  });

  it('is found by the status of a nested run', async () => {
    await target.setValue('t1', ['trace', 'child_runs', 0, 'status'], '"error"');
    const expected = {compared: [`changed alpha ${FIRST} t1`]};
    const {comparison} = await expectFound(target, expected);
    const records = comparison.results.flatMap(({explanation}) => explanation?.records ?? []);
    expect(new Set(records.flatMap(({changes}) => changes.map(({path}) => path)))).toEqual(
      new Set(['$.trace.child_runs[0].status']),
    );
    await expectMended(target, expected);
  });

  const outputs: [string, string, JsonPath, string | null, {path: string; control: unknown; candidate: unknown}][] = [
    [
      'one digit deep in its outputs',
      't1',
      ['trace', 'outputs', 'deep', 'list', 1, 'digits'],
      '6',
      {path: '$.trace.outputs.deep.list[1].digits', control: '5', candidate: '6'},
    ],
    [
      'the twentieth digit of a number',
      'r1',
      ['trace', 'outputs', 'price'],
      LONG_CHANGED,
      {path: '$.trace.outputs.price', control: PRINTED, candidate: PRINTED_CHANGED},
    ],
    [
      'a null that is missing',
      't1',
      ['trace', 'outputs', 'nothing'],
      null,
      {path: '$.trace.outputs.nothing', control: 'null', candidate: null},
    ],
    [
      'a null that was missing',
      't1',
      ['trace', 'outputs', 'more'],
      'null',
      {path: '$.trace.outputs.more', control: null, candidate: 'null'},
    ],
  ];

  it.each(outputs)('is found by %s, although no report shows it', async (_name, runId, path, json, change) => {
    const data = json === null ? target.without(path) : target.withValue(path, json);
    await target.execute(`update runs set data = ${data} where run_id = '${runId}'`);
    const expected = {compared: [], verified: [`changed alpha ${FIRST} ${runId}`]};
    const {verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([{changes: [{...change, masked: false}]}]);
    await expectMended(target, expected);
  });

  it('is found by two trace ids that changed places, in documents and columns', async () => {
    const ids = {r2: 'u1', u1: 't1'};
    for (const [runId, traceId] of Object.entries(ids)) {
      const data = target.withValue(['trace', 'trace_id'], `"${traceId}"`);
      await target.execute(`update runs set data = ${data}, trace_id = '${traceId}' where run_id = '${runId}'`);
    }
    const expected = {compared: [`changed alpha ${FIRST} r2`, `changed alpha ${FIRST} u1`]};
    const {verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([
      {changes: [{path: '$.trace.trace_id', control: '"t1"', candidate: '"u1"'}]},
      {changes: [{path: '$.trace.trace_id', control: null, candidate: '"t1"'}]},
    ]);
    await expectMended(target, expected);
  });

  it('is found by two trace ids that changed places in the columns alone', async () => {
    await target.execute(
      `update runs set trace_id = case run_id when 'r2' then 'u1' else 't1' end where run_id in ('r2', 'u1')`,
    );
    const expected = {compared: [`changed alpha ${FIRST} r2`, `changed alpha ${FIRST} u1`]};
    const {verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([
      {changes: [{path: 'column trace_id', control: '"t1"', candidate: '"u1"'}]},
      {changes: [{path: 'column trace_id', control: '"u1"', candidate: '"t1"'}]},
    ]);
    await expectMended(target, expected);
  });

  it('is found by the order of two runs, where nothing else of the text changed', async () => {
    await target.setValue('r1', ['trace', 'start_time'], '"2025-09-13T10:00:00.300Z"');
    const expected = {compared: [`changed alpha ${FIRST} r1`]};
    const {comparison} = await expectFound(target, expected);
    for (const {verdict, explanation} of comparison.results) {
      if (verdict !== 'mismatched') continue;
      // Of the two runs it is the changed one that moved.
      expect(explanation?.differences.map(({where}) => where)).toEqual([
        'BTC, t1, run r1, Error (moved)',
        'BTC, t1, run r1, Time (moved)',
        'BTC, t1, run r1, URL (moved)',
        'BTC, t1, run r1, member start_time',
      ]);
    }
    await expectMended(target, expected);
  });

  it('is found by the symbol that it gives to the runs of other records', async () => {
    await target.setValue('t1', ['trace', 'inputs', 'crypto_symbol'], '"xrp"');
    const expected = {compared: [`changed alpha ${FIRST} t1`]};
    const {comparison} = await expectFound(target, expected);
    const where = comparison.results.flatMap(({explanation}) => explanation?.differences.map((each) => each.where));
    expect(where).toContain('BTC, t1, run r2, Error');
    expect(where).toContain('XRP, t1, run r2, Error');
    await expectMended(target, expected);
  });

  it('is not blamed for a symbol that it has and the trace does not', async () => {
    await target.setValue('r1', ['trace', 'inputs', 'crypto_symbol'], '"xrp"');
    await expectFound(target, {compared: [], verified: [`changed alpha ${FIRST} r1`]});
    await target.setValue('t1', ['trace', 'inputs', 'crypto_symbol'], '"ada"');
    const verified = [`changed alpha ${FIRST} r1`, `changed alpha ${FIRST} t1`];
    await expectFoundAndMended(target, {compared: [`changed alpha ${FIRST} t1`], verified});
  });

  it('is found by what masking hides', async () => {
    await target.setValue('r1', ['trace', 'error'], '"Zeitüberschreitung https://h/?token=second"');
    const expected = {compared: [`changed alpha ${FIRST} r1`]};
    const {comparison, verification} = await expectFound(target, expected);
    const differences = comparison.results.flatMap(({explanation}) => explanation?.differences ?? []);
    expect(differences.map(({where, masked}) => [where, masked]).slice(0, 2)).toEqual([
      ['BTC, t1, run r1, Error', true],
      ['BTC, t1, run r1, member error', true],
    ]);
    expect(verification.records).toMatchObject([{changes: [{path: '$.trace.error', masked: true}]}]);
    expect(JSON.stringify([comparison, verification])).not.toMatch(/token=(first|second)/);
    await expectMended(target, expected);
  });

  it('is found by a character that was lost when another program wrote it', async () => {
    await target.setValue('p2', ['trace', 'name'], '"chain "');
    const expected = {compared: [], verified: [`changed bêta ${FIRST} p2`]};
    const {verification} = await expectFound(target, expected);
    expect(verification.records[0]?.changes.map(({path}) => path)).toEqual(['$.trace.name', '$.trace.outputs']);
    await expectMended(target, expected);
  });

  it('is no other for the order of its keys, white space or the notation of its numbers', async () => {
    const text = textOf(reversed(documents.alpha?.[FIRST]?.t1) as object, 2).replace('"digits": 5', '"digits": 0.50e1');
    expect(text).toContain('0.50e1');
    await target.execute(`update runs set data = '${text}' where run_id = 't1'`);
    await expectFound(target, {compared: []});
  });
});

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)])
      .reverse(),
  );
}
