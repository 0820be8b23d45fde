import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import {errorReport, errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {formatDetailText} from '../../src/format/zenrows-detail-text.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {citusUrl} from '../support/citus.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const scope = {project: null, from: DAY, to: DAY};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('what another program does to %s with plain SQL', (kind) => {
  const set =
    kind === 'postgres' ? `jsonb_set(data, '{trace,status}', '"error"')` : `json_set(data, '$.trace.status', 'error')`;

  beforeEach(async () => {
    await backends.empty(kind);
    await backends.useTree({
      [`p/${DAY}/a.json`]: documentOf('a', {name: 'zenrows_scraper', inputs: {crypto_symbol: 'btc'}}),
      [`p/${DAY}/b.json`]: failingDocument('b'),
    });
    await backends.load(kind);
  });

  async function errors(): Promise<[number, number]> {
    const {rows} = errorReport(await backends.withSource(kind, (source) => errorTable(source, scope)));
    return [rows[0]?.totalTraces ?? -1, rows[0]?.zenrowsErrors ?? -1];
  }

  function details(): Promise<string> {
    return backends.withSource(kind, async (source) =>
      formatDetailText(await detailReport(source, null, DAY), {mask: true}),
    );
  }

  it('an update is in the next report', async () => {
    expect(await errors()).toEqual([2, 1]);
    await backends.execute(kind, `update runs set data = ${set} where run_id = 'a'`);
    expect(await errors()).toEqual([2, 2]);
    expect(await details()).toContain('BTC:\n  a:\n');
    await backends.execute(kind, `update runs set data = '{"trace":{"id":"b","name":"x"}}' where run_id = 'b'`);
    expect(await errors()).toEqual([2, 1]);
  });

  it('an insert is in the next report, in a month of its own as well', async () => {
    const nested = '{"trace":{"child_runs":[{"child_runs":[{"name":"zenrows_scraper","status":"x"}]}]}}';
    const insert = (date: string): string =>
      `insert into runs (project, run_date, run_id, trace_id, data) values ('q', '${date}', 'n', 'n', '${nested}')`;
    await backends.execute(kind, insert(DAY));
    await backends.execute(kind, insert('1999-02-03'));
    expect(await errors()).toEqual([3, 2]);
    const far = {project: null, from: '1999-02-03' as CalendarDate, to: '1999-02-03' as CalendarDate};
    const report = errorReport(await backends.withSource(kind, (source) => errorTable(source, far)));
    expect(report.rows).toEqual([{date: '1999-02-03', totalTraces: 1, zenrowsErrors: 1}]);
  });

  it('a delete is in the next report', async () => {
    await backends.execute(kind, `delete from runs where run_id = 'b'`);
    expect(await errors()).toEqual([1, 0]);
    expect(await details()).toBe(`No zenrows errors found for ${DAY}.\n`);
  });

  const movable = kind === 'postgres' && citusUrl !== undefined ? it.skip : it;

  // A cluster takes no update of the column that a row has its node by.
  movable('the columns decide where they and data disagree', async () => {
    await backends.execute(kind, `update runs set run_id = 'c', trace_id = 'tc', project = 'q' where run_id = 'b'`);
    const json = await backends.withSource(kind, (source) => detailReport(source, 'q', DAY));
    expect(json.symbols[0]?.traces[0]).toMatchObject({traceId: 'tc', runs: [{id: 'c'}]});
  });

  it.each(['null', '5', '[]', '{}', '{"trace":null}', '{"trace":[]}', '{"trace":"zenrows_scraper"}'])(
    'a document that is %s is a trace without failing runs',
    async (data) => {
      await backends.execute(kind, `update runs set data = '${data}' where run_id = 'b'`);
      expect(await errors()).toEqual([2, 0]);
    },
  );

  it('a document that is no trace any more, in a row that was kept exactly, is read as it now is', async () => {
    await backends.useTree({[`p/${DAY}/z.json`]: failingDocument('z', {error: 'x\0'})});
    await backends.load(kind);
    expect(await details()).toContain('x\\u0000');
    await backends.execute(
      kind,
      `update runs set data = ${set.replace('"error"', '"other"').replace(`'error'`, `'other'`)} where run_id = 'z'`,
    );
    expect(await details()).toContain('x\ufffd');
  });

  it.each([
    ['an empty project', `update runs set project = ''`],
    ['an empty run id', `update runs set run_id = '' where run_id = 'a'`],
    ['an empty trace id', `update runs set trace_id = ''`],
    ['no trace id', 'update runs set trace_id = null'],
    ['a run id that no index holds', `update runs set run_id = '${'x'.repeat(513)}' where run_id = 'a'`],
    ['a project that is no directory', `update runs set project = 'a/b'`],
    ['a project that the file backend ignores', `update runs set project = '_a'`],
    ['no document', 'update runs set data = null'],
  ])('%s is refused', async (_, sql) => {
    await expect(backends.execute(kind, sql)).rejects.toThrow();
    expect(await errors()).toEqual([2, 1]);
  });

  if (kind === 'postgres') {
    it('a document nested too deep to be read is named', async () => {
      const error = `${'['.repeat(6000)}${']'.repeat(6000)}`;
      await backends.execute(
        kind,
        `update runs set data = '{"trace":{"name":"zenrows_scraper","status":"error","error":${error}}}' where run_id = 'a'`,
      );
      await expect(details()).rejects.toMatchObject({message: 'The document of run a is nested too deep to be read.'});
    });
  }

  it('a document with duplicate keys is never read by the first of them', async () => {
    const twice = '{"trace":{"name":"zenrows_scraper","status":"success","x":[{"a":1},{"a":2}],"status":"error"}}';
    const update = backends.execute(kind, `update runs set data = '${twice}' where run_id = 'a'`);
    const insert = (): Promise<void> =>
      backends.execute(
        kind,
        `insert into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', 'd', 'd', '${twice}')`,
      );
    if (kind === 'postgres') {
      await update;
      await insert();
      expect(await errors()).toEqual([3, 3]);
    } else {
      await expect(update).rejects.toThrow('write each key once');
      await expect(insert()).rejects.toThrow('write each key once');
      expect(await errors()).toEqual([2, 1]);
    }
  });

  if (kind === 'sqlite')
    describe('whatever it says that it is', () => {
      const document = (status: string): string =>
        `{"trace":{"name":"zenrows_scraper","status":"${status}","inputs":{"input_data":{"crypto_symbol":"eth"}}}}`;
      const copy = (data: string, loads: number): string =>
        `insert into runs (project, run_date, run_id, trace_id, data, loads, is_failing, symbol)
       values ('p', '${DAY}', 'c', 'c', '${data}', ${loads}, 0, 'wrong')`;
      const symbols = (): Promise<{symbol: string | null; is_failing: number}[]> =>
        backends.query(kind, `select symbol, is_failing from runs where run_id in ('a', 'c') order by run_id`);

      it.each([0, 1, 7])('a row that was loaded %i times is looked into', async (loads) => {
        await backends.execute(kind, copy(document('error'), loads));
        expect(await symbols()).toEqual([
          {symbol: 'btc', is_failing: 0},
          {symbol: 'eth', is_failing: 1},
        ]);
        await expect(backends.execute(kind, copy('{', loads).replaceAll(`'c'`, `'d'`))).rejects.toThrow('not JSON');
        const twice = copy('{"a":1,"a":2}', loads).replaceAll(`'c'`, `'d'`);
        await expect(backends.execute(kind, twice)).rejects.toThrow('write each key once');
      });

      it('a copy of the whole table is looked into', async () => {
        await backends.execute(
          kind,
          'create temp table copied as select * from runs; delete from runs; insert into runs select * from copied',
        );
        expect(await errors()).toEqual([2, 1]);
        expect(await symbols()).toEqual([{symbol: 'btc', is_failing: 0}]);
      });

      it.each(['', ', loads = loads + 1', ', loads = 0', ', loads = 99'])('an update%s is looked into', async (set) => {
        await backends.execute(kind, `update runs set data = '${document('x')}'${set} where run_id = 'a'`);
        expect(await symbols()).toEqual([{symbol: 'eth', is_failing: 1}]);
        await backends.execute(kind, `update runs set symbol = 'wrong', is_failing = 0${set} where run_id = 'a'`);
        expect(await symbols()).toEqual([{symbol: 'eth', is_failing: 1}]);
        for (const data of ['{', '{"a":1,"a":2}']) {
          await expect(
            backends.execute(kind, `update runs set data = '${data}'${set} where run_id = 'a'`),
          ).rejects.toThrow();
          await expect(
            backends.execute(kind, `update or replace runs set data = '${data}'${set} where run_id = 'a'`),
          ).rejects.toThrow();
        }
      });

      it('what its trigger makes of a load is looked into', async () => {
        await backends.execute(
          kind,
          `create trigger others after insert on runs when new.run_id = 'n' begin
           update runs set data = '${document('pending')}' where rowid = new.rowid;
         end`,
        );
        await backends.useTree({[`p/${DAY}/n.json`]: documentOf('n', {})});
        await backends.load(kind);
        await backends.execute(kind, 'drop trigger others');
        const found = await backends.query(kind, `select symbol, is_failing from runs where run_id = 'n'`);
        expect(found).toEqual([{symbol: 'eth', is_failing: 1}]);
      });

      it('nothing says after a load that what comes is right', async () => {
        expect(await backends.query(kind, 'select turn from lse_writing')).toEqual([]);
      });
    });

  it('a document nested deeper and with greater numbers than a file may be is reported all the same', async () => {
    const error = kind === 'postgres' ? '1e100000' : `${'['.repeat(950)}${']'.repeat(950)}`;
    await backends.execute(
      kind,
      `update runs set data = '{"trace":{"name":"zenrows_scraper","status":"error","error":${error}}}' where run_id = 'a'`,
    );
    expect(await details()).toContain(kind === 'postgres' ? 'Error: 1e+100000' : 'Error: [[[[');
  });
});
