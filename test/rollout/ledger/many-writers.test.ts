import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {type LedgerLocation, withLedger} from '../../../src/rollout/ledger/opened-ledger.ts';
import {ledgerKinds, moment, Places, questionOf} from './ledgers.ts';
import type {Task} from './writer.ts';
import {Writers} from './writers.ts';

const PROCESSES = 20;
/** Until all processes have started, on a busy machine. */
const HEAD_START = 8000;

let places: Places;
let writers: Writers;

beforeAll(async () => {
  [places, writers] = await Promise.all([Places.create(), Writers.create()]);
});

afterAll(async () => {
  await Promise.all([places.destroy(), writers.destroy()]);
});

describe.each(ledgerKinds)('twenty processes at once and a ledger in %s', (kind) => {
  let location: LedgerLocation;

  beforeEach(async () => {
    location = await places.next(kind);
  });

  /** What all of them were told, none of them an error. */
  async function run(what: Task['what'], times: number): Promise<string[]> {
    const start = Date.now() + HEAD_START;
    const all = Array.from({length: PROCESSES}, (_, at) =>
      writers.start({location, what, name: `writer ${at}`, times, start}),
    );
    const done = await Promise.all(all.map(({ended}) => ended));
    expect(done.map(({error}) => error).filter((error) => error !== null)).toEqual([]);
    return done.flatMap(({lines}) => lines);
  }

  it('lose nothing that they append, the making of the ledger included', async () => {
    const lines = await run('append', 3);
    expect(lines).toHaveLength(PROCESSES * 3);
    await withLedger(location, async (ledger) => {
      const entries = await ledger.entries({});
      expect(entries.map(({id}) => id).sort()).toEqual(lines.sort());
      const mismatch = {count: PROCESSES * 3, first: moment(0), last: moment(2)};
      expect(await ledger.mismatches(null)).toMatchObject([mismatch]);
    });
  }, 120_000);

  it('have once what all of them write', async () => {
    await run('append same', 3);
    await withLedger(location, async (ledger) => {
      expect(await ledger.entries({})).toHaveLength(3);
      expect(await ledger.mismatches(null)).toMatchObject([{count: 3}]);
    });
  }, 120_000);

  it('admit no more than the budget, and no fewer', async () => {
    const lines = await run('admit', 2);
    expect(lines.filter((line) => line === 'admitted')).toHaveLength(25);
    expect(lines.filter((line) => line === 'too many')).toHaveLength(PROCESSES * 2 - 25);
  }, 120_000);

  it('get each question once, all of them together all', async () => {
    const ids = Array.from({length: 50}, (_, at) => `question ${at}`);
    await withLedger(location, async (ledger) => {
      for (const id of ids) await ledger.enqueue(questionOf(id));
    });
    expect((await run('dequeue', 2)).sort()).toEqual(ids.sort());
  }, 120_000);

  it('agree on one hold', async () => {
    expect(new Set(await run('hold', 1)).size).toBe(1);
    expect(await withLedger(location, (ledger) => ledger.holds())).toHaveLength(1);
  }, 120_000);
});
