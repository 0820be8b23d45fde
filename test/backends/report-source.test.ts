import {mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {FileSource} from '../../src/backends/file/file-source.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import type {DailyCount} from '../../src/core/reports/zenrows-errors.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends, isTable, readKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {dailyCounts} from '../support/daily-counts.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const NEXT_DAY = '2025-09-14' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(readKinds)('the %s source', (kind) => {
  async function withTree<T>(files: TreeFiles, work: (source: ReportSource) => Promise<T>): Promise<T> {
    await backends.useTree(files);
    return backends.withLoaded(kind, work);
  }

  function counts(files: TreeFiles, project: string | null = null, to = DAY): Promise<DailyCount[]> {
    return withTree(files, (source) => dailyCounts(source, {project, from: DAY, to}));
  }

  async function details(
    files: TreeFiles,
    project: string | null = null,
  ): Promise<Record<string, Record<string, object[]>>> {
    const json = await withTree(files, async (source) =>
      formatDetailJson(await detailReport(source, project, DAY), {mask: false}),
    );
    return JSON.parse(json).details;
  }

  it('counts distinct traces of a project and date, and those that fail', async () => {
    const found = await counts({
      [`p/${DAY}/a.json`]: failingDocument('a', {trace_id: 't'}),
      [`p/${DAY}/b.json`]: documentOf('b', {trace_id: 't'}),
      [`p/${DAY}/c.json`]: documentOf('c'),
      [`q/${DAY}/c.json`]: failingDocument('c'),
      [`q/${NEXT_DAY}/c.json`]: failingDocument('c'),
    });
    expect(found).toEqual([{date: DAY, records: 4, traces: 3, failingTraces: 2}]);
  });

  it('answers a range with one count for each date that has records', async () => {
    const files = {[`p/${DAY}/a.json`]: documentOf('a'), [`p/${NEXT_DAY}/a.json`]: failingDocument('a')};
    expect(await counts(files, 'p', NEXT_DAY)).toEqual([
      {date: DAY, records: 1, traces: 1, failingTraces: 0},
      {date: NEXT_DAY, records: 1, traces: 1, failingTraces: 1},
    ]);
    expect(await counts(files, 'other', NEXT_DAY)).toEqual([]);
  });

  it.each(['[x]', 'a*b', 'quo\'te"s', ' sp ace ', 'ü-ñ-日本', '!neg', '{a,b}', '%', 'new\nline', 'select $1'])(
    'takes the project name %j as data',
    async (project) => {
      const files = {[`${project}/${DAY}/a.json`]: documentOf('a'), [`x/${DAY}/b.json`]: documentOf('b')};
      expect(await counts(files, project)).toEqual([{date: DAY, records: 1, traces: 1, failingTraces: 0}]);
    },
  );

  it.each([
    '[x].json',
    ' a.json',
    '\n.json',
    '\u2028.json',
    '!a.json',
    '(a).json',
    'a\\b.json',
    '\\.json',
    '*.json',
    'ü.json',
  ])('reads the file name %j', async (name) => {
    expect(await counts({[`p/${DAY}/${name}`]: documentOf('a')})).toHaveLength(1);
  });

  it('counts a project whose name holds a backslash among all of them', async () => {
    expect(await counts({[`a\\b/${DAY}/a.json`]: failingDocument('a')})).toMatchObject([{traces: 1, failingTraces: 1}]);
  });

  it('lists the projects in code point order', async () => {
    const files = Object.fromEntries(
      ['b', 'a', '\u{1f600}', '\uff01', 'B'].map((name) => [`${name}/${DAY}/a.json`, documentOf('a')]),
    );
    expect(await withTree(files, (source) => source.projects())).toEqual(['B', 'a', 'b', '\uff01', '\u{1f600}']);
  });

  it.each([
    ['a name that starts with an underscore', `_p/${DAY}/a.json`],
    ['a name that starts with a dot', `.p/${DAY}/a.json`],
    ['a date that is none', 'p/2025-02-30/a.json'],
    ['a date in another form', 'p/20250913/a.json'],
    ['a file that is not .json', `p/${DAY}/a.txt`],
    ['a file that is .JSON', `p/${DAY}/a.JSON`],
    ['a file that starts with an underscore', `p/${DAY}/_a.json`],
    ['a file that starts with a dot', `p/${DAY}/.a.json`],
    ['a file deeper down', `p/${DAY}/deeper/a.json`],
  ])('ignores %s', async (_, path) => {
    const files = {[path]: documentOf('a'), [`q/${DAY}/b.json`]: documentOf('b')};
    expect(await counts(files)).toEqual([{date: DAY, records: 1, traces: 1, failingTraces: 0}]);
    expect(await counts(files, path.split('/')[0] ?? '')).toEqual([]);
  });

  it('follows symbolic links that stay inside the data dir, and no others', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), [`p/${DAY}/target.txt`]: documentOf('linked')});
    const root = backends.dataDir;
    await symlink(join(root, 'p'), join(root, 'link'));
    await symlink(DAY, join(root, 'p', NEXT_DAY));
    await symlink('target.txt', join(root, 'p', DAY, 'linked.json'));
    await symlink('nowhere', join(root, 'p', DAY, 'broken.json'));
    await mkdir(join(root, '..', `outside-${kind}`, DAY), {recursive: true});
    await symlink(join(root, '..', `outside-${kind}`), join(root, 'outside'));
    await symlink(`${root}/../test.db`, join(root, 'p', DAY, 'outside.json'));
    await backends.withLoaded(kind, async (source) => {
      expect(await dailyCounts(source, {project: null, from: DAY, to: NEXT_DAY})).toEqual([
        {date: DAY, records: 4, traces: 4, failingTraces: 0},
        {date: NEXT_DAY, records: 4, traces: 4, failingTraces: 0},
      ]);
      expect(source.unreadableFiles()).toEqual([]);
    });
  });

  it('gives back every document of a day of many pages once, and none of another', async () => {
    const runIds = Array.from({length: 100}, (_, n) => `run-${String(n).padStart(3, '0')}`);
    const files = Object.fromEntries(runIds.map((id) => [`p/${DAY}/${id}.json`, documentOf(id)]));
    const others = {[`q/${DAY}/x.json`]: documentOf('x'), [`p/${NEXT_DAY}/y.json`]: documentOf('y')};
    const found = await withTree({...files, ...others}, (source) => collected(source.snapshots('p', DAY)));
    expect(found.map((each) => each.outcome === 'read' && each.runId)).toEqual(runIds);
  });

  describe('of several snapshots of a record', () => {
    const older = (name: string, metadata: object): TreeFiles => ({
      [`p/${DAY}/${name}`]: documentOf('a', {}, metadata),
    });
    const newer = (name: string, metadata: object): TreeFiles => ({
      [`p/${DAY}/${name}`]: failingDocument('a', {}, metadata),
    });

    it.each([
      ['a later extracted_at', {extracted_at: '2025-09-13T10:00:00'}, {extracted_at: '2025-09-13T10:00:01'}],
      [
        'a later fraction',
        {extracted_at: '2025-09-13T10:00:00.1234567890'},
        {extracted_at: '2025-09-13T10:00:00.1234567891'},
      ],
      ['a zone', {extracted_at: '2025-09-13T10:00:00+02:00'}, {extracted_at: '2025-09-13T09:00:00Z'}],
      ['epoch milliseconds', {extracted_at: '2025-09-13T10:00:00'}, {extracted_at: 1757757600001}],
      ['a readable one', {extracted_at: 'None'}, {extracted_at: '0001-01-01 00:00:00'}],
      ['any at all', {}, {extracted_at: '0001-01-01 00:00:00'}],
    ])('counts the one with %s', async (_, old, young) => {
      for (const [first, second] of [
        ['a.json', 'b.json'],
        ['b.json', 'a.json'],
      ] as const) {
        expect(await counts({...older(first, old), ...newer(second, young)})).toEqual([
          {date: DAY, records: 1, traces: 1, failingTraces: 1},
        ]);
      }
    });

    it('counts the greatest file name by UTF-8 bytes where they are equally new', async () => {
      const files = {...older('a\uff01.json', {}), ...newer('a\u{1f600}.json', {})};
      expect(await counts(files)).toMatchObject([{failingTraces: 1}]);
    });

    it('does not let a newer unreadable one hide it', async () => {
      const broken = {[`p/${DAY}/z.json`]: '{"metadata":{"extracted_at":"2030-01-01T00:00:00"},"trace":{"id":"a"}'};
      expect(await counts({...newer('a.json', {}), ...broken})).toMatchObject([{records: 1, failingTraces: 1}]);
    });

    it('takes the trace id from the winner', async () => {
      const files = {
        [`p/${DAY}/a.json`]: documentOf('a', {trace_id: 'old'}),
        [`p/${DAY}/b.json`]: failingDocument('a', {trace_id: 'new'}),
      };
      expect(Object.keys((await details(files)).Unknown ?? {})).toEqual(['new']);
    });
  });

  describe('a failing run', () => {
    it.each<[string, object, number]>([
      ['error', {status: 'error'}, 1],
      ['pending', {status: 'pending'}, 1],
      ['an empty status', {status: ''}, 1],
      ['ERROR', {status: 'ERROR'}, 1],
      ['PENDING', {status: 'PENDING'}, 1],
      ['Success', {status: 'Success'}, 0],
      ['SUCCESS', {status: 'SUCCESS'}, 0],
      ['sUCCESS', {status: 'sUCCESS'}, 0],
      ['SuCcEsS', {status: 'SuCcEsS'}, 0],
      ['success with a blank', {status: 'success '}, 1],
      ['SUCCESS with a letter more', {status: 'SUCCESSS'}, 1],
      ['success with a long s', {status: '\u017fuccess'}, 1],
      ['success with a long s at its end', {status: 'SUCCES\u017f'}, 1],
      ['success in full-width letters', {status: '\uff33\uff35\uff23\uff23\uff25\uff33\uff33'}, 1],
      ['success with an accent', {status: 'SUCCE\u0301SS'}, 1],
      ['success', {status: 'success'}, 0],
      ['no status', {status: undefined}, 0],
      ['a null status', {status: null}, 0],
      ['a status that is a number', {status: 1}, 0],
      ['another name', {name: 'zenrows_scraper_v2'}, 0],
      ['a name in another case', {name: 'Zenrows_scraper'}, 0],
      ['a name with a NUL behind it', {name: 'zenrows_scraper\0'}, 0],
      ['success with a NUL behind it', {status: 'success\0'}, 1],
      ['a name that is an array', {name: ['zenrows_scraper']}, 0],
      ['a nested one', {name: 'x', child_runs: [{child_runs: [{name: 'zenrows_scraper', status: 'error'}]}]}, 1],
      ['child_runs as an object', {name: 'x', child_runs: {a: {name: 'zenrows_scraper', status: 'error'}}}, 0],
      ['child_runs inside child_runs', {name: 'x', child_runs: [[{name: 'zenrows_scraper', status: 'error'}]]}, 0],
      ['a look-alike in inputs', {name: 'x', inputs: {child_runs: [{name: 'zenrows_scraper', status: 'error'}]}}, 0],
      ['a look-alike in outputs', {name: 'x', outputs: {name: 'zenrows_scraper', status: 'error'}}, 0],
    ])('with %s counts as it should', async (_, trace, failing) => {
      const files = {[`p/${DAY}/a.json`]: failingDocument('a', trace)};
      expect(await counts(files)).toEqual([{date: DAY, records: 1, traces: 1, failingTraces: failing}]);
      const listed = Object.values(await details(files)).flatMap((traces) => Object.values(traces).flat());
      expect(listed).toHaveLength(failing);
    });

    it('below 400 levels of child_runs is found', async () => {
      let run: object = {id: 'deep', name: 'zenrows_scraper', status: 'error'};
      for (let level = 0; level < 400; level += 1) run = {child_runs: [run]};
      const files = {[`p/${DAY}/a.json`]: documentOf('a', run)};
      expect(await details(files)).toMatchObject({Unknown: {a: [{run_id: 'deep'}]}});
    });
  });

  describe('the listing of failing runs', () => {
    it('lists a run once, its own record first', async () => {
      const copy = {id: 'b', name: 'zenrows_scraper', status: 'copied'};
      expect(
        await details({
          [`p/${DAY}/a.json`]: documentOf('a', {trace_id: 't', child_runs: [copy]}),
          [`p/${DAY}/b.json`]: failingDocument('b', {trace_id: 't', status: 'own'}),
        }),
      ).toMatchObject({Unknown: {t: [{run_id: 'b', status: 'own'}]}});
    });

    it('takes the copy of the smallest run id where its own record does not fail, the first in document order', async () => {
      const copy = (status: string): object => ({id: 'c', name: 'zenrows_scraper', status});
      expect(
        await details({
          [`p/${DAY}/b.json`]: documentOf('b', {trace_id: 't', child_runs: [copy('b')]}),
          [`p/${DAY}/a.json`]: documentOf('a', {trace_id: 't', child_runs: [{child_runs: [copy('a1')]}, copy('a2')]}),
          [`p/${DAY}/c.json`]: documentOf('c', {trace_id: 't'}),
        }),
      ).toMatchObject({Unknown: {t: [{run_id: 'c', status: 'a1'}]}});
    });

    it('lists runs without an id each time, in document order', async () => {
      const nameless = (id: unknown, status: string): object => ({id, name: 'zenrows_scraper', status});
      const children = [
        nameless(undefined, '1'),
        {child_runs: [nameless(null, '2')]},
        nameless('', '3'),
        nameless(5, '4'),
      ];
      expect(await details({[`p/${DAY}/a.json`]: documentOf('a', {child_runs: children})})).toEqual({
        Unknown: {
          a: [
            expect.objectContaining({run_id: null, status: '1'}),
            expect.objectContaining({run_id: null, status: '2'}),
            expect.objectContaining({run_id: '', status: '3'}),
            expect.objectContaining({run_id: 5, status: '4'}),
          ],
        },
      });
    });

    it('keeps more than ten children in document order', async () => {
      const children = Array.from({length: 120}, (_, at) => ({name: 'zenrows_scraper', status: String(at)}));
      const listed = (await details({[`p/${DAY}/a.json`]: documentOf('a', {child_runs: children})})).Unknown?.a;
      expect(listed?.map((run) => (run as {status: string}).status)).toEqual(children.map(({status}) => status));
    });

    // A table of another program is read as files are, and takes as long to fill as all else here.
    if (!isTable(kind)) {
      it('is of any length', async () => {
        const run = '{"name":"zenrows_scraper","status":"x"}';
        const document = `{"trace":{"id":"a","child_runs":[${Array.from({length: 130_000}, () => run).join(',')}]}}`;
        await backends.useTree({[`p/${DAY}/a.json`]: document});
        if (kind !== 'file') {
          await backends.empty(kind);
          const tree = await backends.tree(undefined, 64_000_000);
          await backends.database(kind).withStore((store) => loadTree(tree, store, null, () => {}));
        }
        const answer = (source: ReportSource) => detailReport(source, 'p', DAY);
        const report =
          kind === 'file'
            ? await answer(new FileSource(await backends.tree(undefined, 64_000_000)))
            : await backends.withSource(kind, answer);
        expect(report.totalErrors).toBe(130_000);
      });
    }

    it('goes by the key where the run itself has no id', async () => {
      const files = {[`p/${DAY}/a.json`]: {metadata: {run_id: 'a'}, trace: {name: 'zenrows_scraper', status: 'error'}}};
      expect(await details(files)).toMatchObject({Unknown: {a: [{run_id: 'a'}]}});
    });

    it('takes the URL from the first place that has one', async () => {
      const listed = async (inputs: unknown): Promise<unknown> =>
        (await details({[`p/${DAY}/a.json`]: failingDocument('a', {inputs})})).Unknown?.a?.[0];
      expect(await listed({input: 'i', url: 'u', target_url: 't'})).toMatchObject({target_url: 'i'});
      expect(await listed({input: '', url: 'u'})).toMatchObject({target_url: 'u'});
      expect(await listed({input: ['i'], url: null, target_url: 't'})).toMatchObject({target_url: 't'});
      expect(await listed({input: '', url: ''})).toMatchObject({target_url: null});
      expect(await listed([{input: 'i'}])).toMatchObject({target_url: null});
      expect(await listed(null)).toMatchObject({target_url: null});
    });
  });

  describe('the symbol of a trace', () => {
    const withSymbol = (runId: string, inputs: unknown): object => failingDocument(runId, {trace_id: 'root', inputs});

    it.each<[string, Record<string, unknown>, string]>([
      ['the root record', {root: {crypto_symbol: 'eth'}, a: {crypto_symbol: 'btc'}}, 'ETH'],
      ['the smallest run id', {b: {crypto_symbol: 'btc'}, a: {crypto_symbol: 'ada'}, root: {}}, 'ADA'],
      [
        'the smallest run id that has one',
        {b: {crypto_symbol: 'btc'}, a: {crypto_symbol: ' \u0085\ufeff\u3000'}},
        'BTC',
      ],
      [
        'input_data where crypto_symbol is blank',
        {root: {crypto_symbol: ' ', input_data: {crypto_symbol: 'sol'}}},
        'SOL',
      ],
      ['crypto_symbol before input_data', {root: {crypto_symbol: 'btc', input_data: {crypto_symbol: 'sol'}}}, 'BTC'],
      ['nowhere', {root: {crypto_symbol: 5, input_data: [{crypto_symbol: 'sol'}]}}, 'Unknown'],
      ['a text with odd blanks around it', {root: {crypto_symbol: '\u2007\u00a0stra\u00dfe\u0085\u200a'}}, 'STRASSE'],
      ['a text with a zero-width space, which is not blank', {root: {crypto_symbol: '\u200b'}}, '\u200b'],
      ['a text that holds NUL', {root: {crypto_symbol: 'b\0tc'}}, 'B\0TC'],
      ['a text that is NUL', {root: {crypto_symbol: '\0'}}, '\0'],
    ])('comes from %s', async (_, inputs, expected) => {
      const files = Object.fromEntries(
        Object.entries(inputs).map(([runId, input]) => [`p/${DAY}/${runId}.json`, withSymbol(runId, input)]),
      );
      expect(Object.keys(await details(files))).toEqual([expected]);
    });
  });

  it('keeps every digit of a number', async () => {
    const text =
      '{"metadata":{},"trace":{"id":"a","name":"zenrows_scraper","status":"error","error":[0.1234567890123456789,12345678901234567891,1e400,-0.0,1.50,1E-7]}}';
    const json = await withTree({[`p/${DAY}/a.json`]: text}, async (source) =>
      formatDetailJson(await detailReport(source, 'p', DAY), {mask: false}),
    );
    const numbers = ['0.1234567890123456789', '12345678901234567891', '1e+400', '0', '1.5', '0.0000001'];
    expect(json).toContain(`"error": [\n            ${numbers.join(',\n            ')}\n          ]`);
  });

  it('takes the last of duplicate keys', async () => {
    const text =
      '{"metadata":{},"trace":{"id":"x","id":"a","name":"x","name":"zenrows_scraper","status":"success","status":"error"}}';
    expect(await details({[`p/${DAY}/a.json`]: text})).toMatchObject({Unknown: {a: [{run_id: 'a', status: 'error'}]}});
  });

  it('keeps what jsonb refuses', async () => {
    const text =
      '{"metadata":{},"trace":{"id":"a","name":"zenrows_scraper","status":"\\u0000","error":"x\\ud800y","start_time":"\\udc00","inputs":{"url":"\\u0000"},"\\u0000":1}}';
    expect(await details({[`p/${DAY}/a.json`]: text})).toEqual({
      Unknown: {
        a: [
          {
            run_id: 'a',
            name: 'zenrows_scraper',
            status: '\0',
            error: 'x\ud800y',
            start_time: '\udc00',
            target_url: '\0',
          },
        ],
      },
    });
  });
});
