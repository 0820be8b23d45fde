import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {mayChangeRunId} from '../support/citus.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('what %s keeps up to date by itself', (kind) => {
  /** The symbol of each failing trace. */
  async function symbols(): Promise<string[]> {
    const report = await backends.withSource(kind, (source) => detailReport(source, null, DAY));
    return report.symbols.map(({symbol}) => symbol);
  }

  const document = (status: string, symbol: string): string =>
    JSON.stringify({trace: {name: 'zenrows_scraper', status, inputs: {crypto_symbol: symbol}}});

  it('follows a row from its insertion through every update to its end', async () => {
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', 'a', 'a', '${document('error', 'btc')}')`,
    );
    expect(await symbols()).toEqual(['BTC']);
    await backends.execute(kind, `update runs set data = '${document('error', 'eth')}'`);
    expect(await symbols()).toEqual(['ETH']);
    await backends.execute(kind, `update runs set data = '${document('success', 'eth')}'`);
    expect(await symbols()).toEqual([]);
    const key = kind === 'sqlite' || mayChangeRunId ? ", run_id = 'b'" : '';
    await backends.execute(kind, `update runs set data = '${document('error', 'ada')}'${key}`);
    expect(await symbols()).toEqual(['ADA']);
    await backends.execute(kind, 'delete from runs');
    expect(await symbols()).toEqual([]);
  });

  it('has the symbol of a document that another program wrote, by the rule for files', async () => {
    const blanks = [...'\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'];
    const traces: object[] = [
      {inputs: {crypto_symbol: ' btc ', input_data: {crypto_symbol: 'eth'}}},
      {inputs: {input_data: {crypto_symbol: 'eth'}}},
      {inputs: {crypto_symbol: ['btc'], input_data: {crypto_symbol: 5}}},
      {inputs: {crypto_symbol: '\u200b'}},
      {child_runs: [{inputs: {crypto_symbol: 'of a child'}}]},
      ...blanks.map((blank) => ({inputs: {crypto_symbol: blank, input_data: {crypto_symbol: 'not blank'}}})),
    ];
    for (const [at, trace] of traces.entries()) {
      await backends.execute(
        kind,
        `insert into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', '${10 + at}', 'a', '${JSON.stringify({trace})}')`,
      );
    }
    const found = await backends.query<{symbol: string | null}>(kind, 'select symbol from runs order by run_id');
    expect(found.map(({symbol}) => symbol)).toEqual([
      ' btc ',
      'eth',
      null,
      '\u200b',
      null,
      ...blanks.map(() => 'not blank'),
    ]);
    await backends.empty(kind);
  });

  it('is not to be had otherwise by another program', async () => {
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', 'a', 'a', '${document('error', 'btc')}')`,
    );
    // PostgreSQL refuses it, SQLite puts it right at once.
    for (const change of ['is_failing = false', `symbol = 'x'`]) {
      await backends.execute(kind, `update runs set ${change}`).catch(() => {});
      expect(await symbols()).toEqual(['BTC']);
    }
    await backends.empty(kind);
  });
});
