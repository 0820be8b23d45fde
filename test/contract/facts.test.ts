import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {type DetailReport, detailReport} from '../../src/core/detail-report.ts';
import type {TraceFacts} from '../../src/core/record-facts.ts';
import {Backends, readKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {dailyCounts} from '../support/daily-counts.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const NEXT_DAY = '2025-09-14' as CalendarDate;
const BLANKS =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(readKinds)('the facts of %s', (kind) => {
  async function facts(files: TreeFiles, date = DAY): Promise<TraceFacts[]> {
    await backends.useTree(files);
    return backends.withLoaded(kind, (source) => collected(source.failingTraces(null, date)));
  }

  async function report(files: TreeFiles, project: string | null = null): Promise<DetailReport> {
    await backends.useTree(files);
    return backends.withLoaded(kind, (source) => detailReport(source, project, DAY));
  }

  it('are as stored: nothing is trimmed, upper-cased, cleaned, cut or masked', async () => {
    const error = ' \nhttps://h/?token=abc \n Traceback (most recent call last)';
    const inputs = {crypto_symbol: ' btc ', url: 'https://u:p@h/ '};
    const [trace] = await facts({[`p/${DAY}/a.json`]: failingDocument('a', {error, inputs, start_time: ' x '})});
    expect(trace).toMatchObject({
      project: 'p',
      traceId: 'a',
      records: [
        {
          runId: 'a',
          symbol: ' btc ',
          failingRuns: [{own: true, id: 'a', error, startTime: ' x ', targetUrl: 'https://u:p@h/ '}],
        },
      ],
    });
  });

  it('list of a failing record no run that does not fail', async () => {
    const like = (id: string, run: object): object => ({id, name: 'zenrows_scraper', status: 'error', ...run});
    const children = [
      like('success', {status: 'success'}),
      like('upper success', {status: 'SUCCESS'}),
      like('capital success', {status: 'Success'}),
      like('mixed success', {status: 'sUcCeSS'}),
      like('number', {status: 5}),
      like('boolean', {status: true}),
      like('null', {status: null}),
      like('no status', {status: undefined}),
      like('longer name', {name: 'zenrows_scraper_v2'}),
      like('shorter name', {name: 'zenrows'}),
      like('capital name', {name: 'Zenrows_Scraper'}),
      like('name in an array', {name: ['zenrows_scraper']}),
      [like('in an array', {})],
      {id: 'x', child_runs: {a: like('in an object', {})}},
      {id: 'x', child_runs: like('as an object', {})},
      {id: 'x', inputs: {child_runs: [like('in inputs', {})]}},
      {id: 'x', outputs: {child_runs: [like('in outputs', {})]}},
      {id: 'x', extra: {child_runs: [like('in extra', {})]}},
    ];
    const failing = [
      like('below', {}),
      like('pending', {status: 'pending'}),
      like('empty', {status: ''}),
      like('upper', {status: 'ERROR'}),
      like('long s', {status: '\u017fuccess'}),
    ];
    const only = {[`p/${DAY}/a.json`]: documentOf('a', {child_runs: [{child_runs: children}, ...children]})};
    expect(await facts(only)).toEqual([]);
    const [trace] = await facts({
      [`p/${DAY}/a.json`]: documentOf('a', {child_runs: [{child_runs: [...children, ...failing]}, ...children]}),
    });
    expect(trace?.records[0]?.failingRuns.map(({id}) => id)).toEqual(['below', 'pending', 'empty', 'upper', 'long s']);
  });

  it('know a trace by its project and its date', async () => {
    const run = (runId: string): object => failingDocument(runId, {trace_id: 't'});
    const files = {
      [`p/${DAY}/a.json`]: run('a'),
      [`p/${DAY}/b.json`]: run('b'),
      [`p/${NEXT_DAY}/c.json`]: run('c'),
      [`q/${DAY}/d.json`]: run('d'),
    };
    const found = (await facts(files)).map(({project, records}) => [project, records.map(({runId}) => runId)]);
    expect(found).toEqual([
      ['p', ['a', 'b']],
      ['q', ['d']],
    ]);
    expect((await report(files)).totalTraces).toBe(2);
    expect((await report(files)).symbols[0]?.traces).toHaveLength(1);
    expect((await report(files, 'q')).totalErrors).toBe(1);
  });

  it('hold one run of two dates, and of two projects, as so many records', async () => {
    const run = failingDocument('a', {}, {extracted_at: '2025-09-13T10:00:00'});
    const files = {[`p/${DAY}/a.json`]: run, [`p/${NEXT_DAY}/a.json`]: run, [`q/${DAY}/a.json`]: run};
    expect(await facts(files)).toHaveLength(2);
    expect(await facts(files, NEXT_DAY)).toHaveLength(1);
    const counts = await backends.withLoaded(kind, (source) =>
      dailyCounts(source, {project: null, from: DAY, to: DAY}),
    );
    expect(counts).toEqual([{date: DAY, records: 2, traces: 2, failingTraces: 2}]);
  });

  it.each(['[pq]*', '*', '?', '%', 'p|q', '^'])('take a name such as %s for no pattern', async (project) => {
    const names = ['p', 'q', project];
    await backends.useTree(Object.fromEntries(names.map((name) => [`${name}/${DAY}/a.json`, failingDocument('a')])));
    await backends.withLoaded(kind, async (source) => {
      const counts = await dailyCounts(source, {project, from: DAY, to: DAY});
      expect(counts).toEqual([{date: DAY, records: 1, traces: 1, failingTraces: 1}]);
      expect(await collected(source.failingTraces(project, DAY))).toHaveLength(1);
    });
  });

  it('borrow no symbol, and no copy of a run, from another project', async () => {
    const copy = {id: 'c', name: 'zenrows_scraper', status: 'error'};
    const run = (inputs: object): object => documentOf('a', {inputs, child_runs: [copy]});
    const {symbols, totalErrors} = await report({
      [`p/${DAY}/a.json`]: run({}),
      [`q/${DAY}/a.json`]: run({crypto_symbol: 'btc'}),
    });
    expect(totalErrors).toBe(2);
    expect(symbols.map(({symbol}) => symbol)).toEqual(['BTC', 'Unknown']);
  });

  it.each([...BLANKS])('take a symbol of %j for none', async (blank) => {
    const inputs = {crypto_symbol: blank, input_data: {crypto_symbol: `${blank}x${blank}`}};
    const {symbols} = await report({[`p/${DAY}/a.json`]: failingDocument('a', {inputs})});
    expect(symbols.map(({symbol}) => symbol)).toEqual(['X']);
  });

  it.each(['\u200b', '\u180e', '\u2060', '\u001f'])('take a symbol of %j for one', async (character) => {
    const inputs = {crypto_symbol: character, input_data: {crypto_symbol: 'x'}};
    const {symbols} = await report({[`p/${DAY}/a.json`]: failingDocument('a', {inputs})});
    expect(symbols.map(({symbol}) => symbol)).toEqual([character]);
  });
});
