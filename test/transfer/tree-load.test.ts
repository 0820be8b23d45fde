import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import type {DayWriter, StoredRecord} from '../../src/core/record-store.ts';
import {readDocument} from '../../src/core/run-document.ts';
import {DayLoader} from '../../src/transfer/day-loader.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const at = (second: number): object => ({extracted_at: `2025-09-13T10:00:${String(second).padStart(2, '0')}`});

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('loading into %s', (kind) => {
  beforeEach(() => backends.empty(kind));

  async function load(files: TreeFiles) {
    await backends.useTree(files);
    return backends.load(kind);
  }

  function stored(): Promise<StoredRecord[]> {
    return backends.database(kind).withStore((store) => collected(store.records(null)));
  }

  async function storedFiles(): Promise<(string | null)[]> {
    return (await stored()).map(({fileName}) => fileName);
  }

  it('counts what became of every file', async () => {
    const summary = await load({
      [`p/${DAY}/a.json`]: documentOf('a', {}, at(1)),
      [`p/${DAY}/b.json`]: documentOf('a', {}, at(2)),
      [`p/${DAY}/c.json`]: documentOf('c'),
      [`p/${DAY}/d.json`]: '{"trace":',
      [`q/${DAY}/a.json`]: documentOf('a'),
    });
    expect(summary).toEqual({
      read: 5,
      unopened: 0,
      inserted: 3,
      updated: 0,
      unchanged: 0,
      superseded: 1,
      unreadable: [{path: `p/${DAY}/d.json`, reason: 'not JSON: the text ends early'}],
    });
  });

  it('writes nothing the second time', async () => {
    await load({
      [`p/${DAY}/a.json`]: documentOf('a', {}, at(1)),
      [`p/${DAY}/b.json`]: documentOf('a', {}, at(2)),
      [`p/${DAY}/c.json`]: '{"trace":{"id":"c","x":"\\u0000","n":1.50,"n2":1e400,"d":1,"d":2}}',
    });
    const version = kind === 'postgres' ? 'xmin::text as version' : 'loads as version';
    const rows = (): Promise<object[]> =>
      backends.query(kind, `select run_id, loads, ${version} from runs order by run_id`);
    const before = await rows();
    expect(await backends.load(kind)).toMatchObject({inserted: 0, updated: 0, unchanged: 2, superseded: 1});
    expect(await rows()).toEqual(before);
  });

  it('replaces an older snapshot by a newer one, and never the other way round', async () => {
    await load({[`p/${DAY}/old.json`]: documentOf('a', {}, at(1))});
    expect(await load({[`p/${DAY}/new.json`]: documentOf('a', {}, at(2))})).toMatchObject({updated: 1, superseded: 0});
    expect(await load({[`p/${DAY}/old.json`]: documentOf('a', {}, at(1))})).toMatchObject({updated: 0, superseded: 1});
    expect(await storedFiles()).toEqual(['new.json']);
  });

  it('lets a file replace itself, even by something older', async () => {
    await load({[`p/${DAY}/a.json`]: documentOf('a', {status: 'one'}, at(9))});
    expect(await load({[`p/${DAY}/a.json`]: documentOf('a', {status: 'two'}, at(1))})).toMatchObject({updated: 1});
    expect((await stored())[0]?.document).toContain('two');
  });

  it.each([
    ['in one batch', 0],
    ['in batches apart', 300],
  ])('finds the newest again after the winner became older, %s', async (_, filler) => {
    const between = Object.fromEntries(
      Array.from({length: filler}, (__, n) => [`p/${DAY}/m${n}.json`, documentOf(`filler-${n}`)]),
    );
    for (const [winner, other] of [
      ['z.json', 'a.json'],
      ['a.json', 'z.json'],
    ] as const) {
      await backends.empty(kind);
      await load({
        ...between,
        [`p/${DAY}/${winner}`]: documentOf('r', {}, at(9)),
        [`p/${DAY}/${other}`]: documentOf('r', {}, at(5)),
      });
      expect(await storedFiles()).toContain(winner);
      await load({
        ...between,
        [`p/${DAY}/${winner}`]: documentOf('r', {}, at(1)),
        [`p/${DAY}/${other}`]: documentOf('r', {}, at(5)),
      });
      expect(await storedFiles()).toContain(other);
      expect(await storedFiles()).not.toContain(winner);
    }
  });

  it('counts a record once whose snapshots lie in batches apart', async () => {
    const filler = Object.fromEntries(
      Array.from({length: 300}, (__, n) => [`p/${DAY}/m${n}.json`, documentOf(`filler-${n}`)]),
    );
    const files = {
      ...filler,
      [`p/${DAY}/a.json`]: documentOf('r', {}, at(1)),
      [`p/${DAY}/z.json`]: documentOf('r', {}, at(2)),
    };
    expect(await load(files)).toMatchObject({read: 302, inserted: 301, updated: 0, superseded: 1});
    expect(await backends.load(kind)).toMatchObject({inserted: 0, updated: 0, unchanged: 301, superseded: 1});
  });

  it('restores what another program changed or deleted', async () => {
    await load({
      [`p/${DAY}/a.json`]: documentOf('a', {}, at(1)),
      [`p/${DAY}/b.json`]: documentOf('b'),
      [`p/${DAY}/c.json`]: documentOf('c'),
      [`p/${DAY}/d.json`]: documentOf('d'),
    });
    const before = await stored();
    const newer = `'{"metadata":{"extracted_at":"2030-01-01T00:00:00"},"trace":{"id":"a"}}'`;
    await backends.execute(kind, `update runs set data = ${newer} where run_id = 'a'`);
    await backends.execute(kind, `update runs set trace_id = 'elsewhere' where run_id = 'b'`);
    await backends.execute(kind, `delete from runs where run_id = 'c'`);
    expect(await backends.load(kind)).toMatchObject({inserted: 1, updated: 2, unchanged: 1});
    expect(await stored()).toEqual(before);
  });

  it('keeps a newer row of another program, and takes the place of one that is not newer', async () => {
    const insert = (runId: string, second: number): string =>
      `insert into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', '${runId}', '${runId}',
       '${JSON.stringify(documentOf(runId, {name: 'theirs'}, at(second)))}')`;
    await backends.execute(kind, insert('newer', 5));
    await backends.execute(kind, insert('same', 1));
    const files = {
      [`p/${DAY}/n.json`]: documentOf('newer', {}, at(1)),
      [`p/${DAY}/s.json`]: documentOf('same', {}, at(1)),
    };
    expect(await load(files)).toMatchObject({updated: 1, superseded: 1});
    expect(await storedFiles()).toEqual([null, 's.json']);
  });

  it('loads only the scope', async () => {
    await backends.useTree({
      [`p/${DAY}/a.json`]: documentOf('a'),
      'p/2025-09-14/b.json': documentOf('b'),
      [`q/${DAY}/c.json`]: documentOf('c'),
    });
    await backends.load(kind, {project: 'p', from: DAY, to: DAY});
    expect((await stored()).map(({runId}) => runId)).toEqual(['a']);
  });

  it('keeps the exact document where data cannot, and clears it when data is changed', async () => {
    const text = '{"metadata": {}, "trace": {"id": "a", "x\\u0000": "\\ud800", "n": 1.50}}';
    await load({[`p/${DAY}/a.json`]: text, [`p/${DAY}/b.json`]: documentOf('b')});
    const rows = (): Promise<{raw: string | null}[]> => backends.query(kind, 'select raw from runs order by run_id');
    expect(await rows()).toEqual([{raw: text}, {raw: null}]);
    expect((await stored())[0]?.document).toBe(text);
    await backends.execute(kind, `update runs set trace_id = 't'`);
    expect(await rows()).toEqual([{raw: text}, {raw: null}]);
    await backends.execute(kind, `update runs set data = '{"trace":{"id":"a"}}' where run_id = 'a'`);
    expect(await rows()).toEqual([{raw: null}, {raw: null}]);
    await backends.load(kind);
    expect(await rows()).toEqual([{raw: text}, {raw: null}]);
  });

  it('keeps raw when a document that needs it replaces another that does', async () => {
    const text = (status: string): string => `{"trace":{"id":"a","x":"\\u0000","status":"${status}"}}`;
    await load({[`p/${DAY}/a.json`]: text('one')});
    await load({[`p/${DAY}/a.json`]: text('two')});
    expect(await backends.query(kind, 'select raw from runs')).toEqual([{raw: text('two')}]);
  });

  it('writes no number anew', async () => {
    const text =
      '{"trace":{"id":"a","n":[0.1234567890123456789012345,1e15000,-0.0,123456789012345678901234567890,1.0E+2]}}';
    await load({[`p/${DAY}/a.json`]: text});
    const document = (await stored())[0]?.document ?? '';
    expect(canonicalJson(parseJson(document, 'none').value)).toBe(canonicalJson(parseJson(text).value));
  });

  it.each(['0e99999', '0e-99999', `1.${'0'.repeat(17_000)}`, `1e-15999`, `${'9'.repeat(16_000)}`, `1E16000`])(
    'stores the number %.20s',
    async (number) => {
      const summary = await load({[`p/${DAY}/a.json`]: `{"trace":{"id":"a","n":${number}}}`});
      expect(summary).toMatchObject({inserted: 1, unreadable: []});
      expect(await backends.load(kind)).toMatchObject({unchanged: 1});
    },
  );

  it('leaves nothing of a day whose load fails half-way', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a')});
    await expect(
      backends.database(kind).withStore((store) =>
        store.withDay('p', DAY, async (day) => {
          await day.stage([
            {
              runId: 'a',
              traceId: 'a',
              fileName: 'a.json',
              data: '{"trace":{"id":"a"}}',
              raw: null,
              isFailing: false,
              symbol: null,
              brief: null,
            },
          ]);
          await day.write(['a']);
          throw new Error('half-way');
        }),
      ),
    ).rejects.toThrow('half-way');
    expect(await stored()).toEqual([]);
  });

  it('has nothing under way any more when what it loads cannot be read to the end', async () => {
    let underWay = 0;
    const watched = <T>(work: Promise<T>): Promise<T> => {
      underWay += 1;
      return work.finally(() => {
        underWay -= 1;
      });
    };
    const loading = backends.database(kind).withStore((store) =>
      store.withDay('p', DAY, async (day) => {
        const writer: DayWriter = {
          watch: () => watched(day.watch()),
          note: (note) => watched(day.note(note)),
          stage: (records) => watched(day.stage(records)),
          write: (runIds) => watched(day.write(runIds)),
          remove: (runIds) => watched(day.remove(runIds)),
        };
        const counts = {inserted: 0, updated: 0, unchanged: 0, superseded: 0};
        const load = DayLoader.load(writer, store, counts, async (loader) => {
          const bytes = (n: number): Uint8Array => new TextEncoder().encode(`{"trace":{"id":"run-${n}"}}`);
          for (let n = 0; n < 300; n += 1) await loader.add(readDocument(bytes(n)), `${n}.json`);
          expect(underWay).toBe(1);
          throw new Error('the disk is gone');
        });
        await expect(load).rejects.toThrow('the disk is gone');
        expect(underWay).toBe(0);
        throw new Error('as the load');
      }),
    );
    await expect(loading).rejects.toThrow('as the load');
    expect(await stored()).toEqual([]);
  });

  it('lets two loaders of one tree at once come to the same', async () => {
    const files = Object.fromEntries(
      Array.from({length: 40}, (_, n) => [`p/${DAY}/${n}.json`, failingDocument(`run-${n % 20}`, {}, at(n))]),
    );
    await backends.useTree(files);
    await Promise.all([backends.load(kind), backends.load(kind)]);
    const rows = await stored();
    expect(rows).toHaveLength(20);
    expect(rows.every(({fileName}) => Number(fileName?.split('.')[0]) >= 20)).toBe(true);
  });
});
