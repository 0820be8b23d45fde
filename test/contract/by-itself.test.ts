import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import {Backends, databaseKinds} from '../support/backends.ts';

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
    await backends.execute(kind, `update runs set data = '${document('error', 'ada')}', run_id = 'b'`);
    expect(await symbols()).toEqual(['ADA']);
    await backends.execute(kind, 'delete from runs');
    expect(await symbols()).toEqual([]);
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
