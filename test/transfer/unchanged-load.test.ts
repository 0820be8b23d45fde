import {readFile, rename, rm, symlink, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it, jest} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {StoredRecord} from '../../src/core/record-store.ts';
import type {Scope} from '../../src/core/scope.ts';
import type {LoadSummary} from '../../src/transfer/load-summary.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {onOneServer} from '../support/citus.ts';
import {collected} from '../support/collected.ts';
import {CountingTree, type OnTheWay} from '../support/counting-tree.ts';
import {keepFilesNew, letFilesSettle} from '../support/file-clock.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';
import {until} from '../support/until.ts';

const DAY = '2025-09-13' as CalendarDate;
const at = (second: number): object => ({extracted_at: `2025-09-13T10:00:${String(second).padStart(2, '0')}`});
const tree = {
  [`p/${DAY}/a.json`]: failingDocument('a', {}, at(1)),
  [`p/${DAY}/b.json`]: documentOf('a', {}, at(2)),
  [`p/${DAY}/c.json`]: '{"metadata":{},"trace":{"id":"c","x":"\\u0000"}}',
  [`p/${DAY}/d.json`]: '{"trace":',
  'p/2025-09-14/e.json': documentOf('e'),
  [`q/${DAY}/a.json`]: documentOf('a'),
};
const everyFile = ['a.json', 'b.json', 'c.json', 'd.json', 'e.json', 'a.json'];
const dayFiles = ['a.json', 'b.json', 'c.json', 'd.json'];

let backends: Backends;
beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(async () => {
  jest.restoreAllMocks();
  await backends.destroy();
});

describe.each(databaseKinds)('loading an unchanged tree into %s again', (kind) => {
  beforeEach(async () => {
    await backends.empty(kind);
    await backends.useTree(tree);
    await letFilesSettle(backends.dataDir);
  });

  interface Options {
    readonly reread?: boolean;
    readonly version?: string;
    readonly scope?: Scope;
    readonly maxFileBytes?: number;
    readonly onTheWay?: OnTheWay;
  }

  /** What a load says, and the files that it read for that. */
  async function load(options: Options = {}): Promise<{summary: LoadSummary; read: string[]}> {
    const {reread = false, version = '1', scope = null, maxFileBytes, onTheWay} = options;
    const counting = new CountingTree(await backends.tree(undefined, maxFileBytes), onTheWay);
    const summary = await backends
      .database(kind)
      .withStore((store) => loadTree(counting, store, scope, () => {}, {version, reread}));
    return {summary, read: counting.read};
  }

  function stored(): Promise<StoredRecord[]> {
    return backends.database(kind).withStore((store) => collected(store.records(null)));
  }

  /** The next load reads the day, leaves nothing to do for one that reads everything, and the one after reads nothing. */
  async function expectRead(names: readonly string[] = dayFiles): Promise<void> {
    expect((await load()).read).toEqual(names);
    const rows = await stored();
    const again = await load();
    expect(again.read).toEqual([]);
    const {summary} = await load({reread: true});
    expect(summary).toMatchObject({inserted: 0, updated: 0, unopened: 0});
    expect({...again.summary, unopened: 0}).toEqual(summary);
    expect(await stored()).toEqual(rows);
  }

  const day = (name: string): string => join(backends.dataDir, 'p', DAY, name);

  it('reads no file and says the same', async () => {
    const first = await load();
    expect(first).toMatchObject({read: everyFile, summary: {inserted: 4, superseded: 1, unopened: 0}});
    const rows = await stored();
    const second = await load();
    expect(second).toEqual({
      read: [],
      summary: {
        read: 6,
        unopened: 6,
        inserted: 0,
        updated: 0,
        unchanged: 4,
        superseded: 1,
        unreadable: first.summary.unreadable,
      },
    });
    expect(second.summary.unreadable).toEqual([{path: `p/${DAY}/d.json`, reason: 'not JSON: the text ends early'}]);
    expect(await stored()).toEqual(rows);
  });

  it('takes no lock and opens no transaction', async () => {
    await load();
    const counting = new CountingTree(await backends.tree());
    await backends.database(kind).withStore((store) => {
      const locked = jest.spyOn(store, 'withDay');
      const settled = jest.spyOn(store, 'settle');
      return loadTree(counting, store, null, () => {}, {version: '1', reread: false}).then(() => {
        expect([locked, settled].map((spy) => spy.mock.calls)).toEqual([[], []]);
      });
    });
  });

  it('reads everything where it is told to, where the tool is another, and where larger files count', async () => {
    await load();
    expect((await load({reread: true})).read).toEqual(everyFile);
    expect((await load({version: '2'})).read).toEqual(everyFile);
    expect((await load({version: '2'})).read).toEqual([]);
    expect((await load({version: '2', maxFileBytes: 70})).read).toEqual(everyFile);
    expect((await load({version: '2', maxFileBytes: 70})).summary.unreadable.length).toBeGreaterThan(1);
    expect((await load({version: '2'})).read).toEqual(everyFile);
  });

  it('knows each day by itself', async () => {
    const scope = {project: 'p', from: DAY, to: DAY};
    expect((await load({scope})).read).toEqual(dayFiles);
    expect((await load()).read).toEqual(['e.json', 'a.json']);
    expect((await load({scope})).read).toEqual([]);
    expect((await load()).read).toEqual([]);
  });

  it('reads another tree with the same names', async () => {
    await load();
    await backends.useTree(tree);
    await expectRead(everyFile);
  });

  it('counts a file as superseded that a later file of the same load replaced', async () => {
    const files = Object.fromEntries(Array.from({length: 300}, (_, n) => [`p/${DAY}/m${n}.json`, documentOf(`m${n}`)]));
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('r', {}, at(1)), ...files});
    await load();
    await writeFile(day('z.json'), JSON.stringify(documentOf('r', {}, at(2))));
    expect((await load()).summary).toMatchObject({updated: 1, unchanged: 301, superseded: 0});
    const {summary, read} = await load();
    expect({read, summary}).toMatchObject({read: [], summary: {unchanged: 301, superseded: 1}});
    expect(summary).toEqual({...(await load({reread: true})).summary, unopened: 302});
  });

  describe('after a change of the files', () => {
    beforeEach(async () => {
      await load();
      expect((await load()).read).toEqual([]);
    });

    it('of the same size, with the time set back', async () => {
      const time = new Date('2025-09-13T10:00:00Z');
      await utimes(day('b.json'), time, time);
      await load();
      const text = await readFile(day('b.json'), 'utf8');
      await writeFile(day('b.json'), text.replace('chain', 'chaos'));
      await utimes(day('b.json'), time, time);
      await expectRead();
      expect((await stored()).find(({runId}) => runId === 'a')?.document).toContain('chaos');
    });

    it.each<[string, () => Promise<void>, string[]]>([
      ['a new file', () => writeFile(day('f.json'), JSON.stringify(documentOf('f'))), [...dayFiles, 'f.json']],
      ['a file fewer', () => rm(day('b.json')), ['a.json', 'c.json', 'd.json']],
      ['another name', () => rename(day('b.json'), day('z.json')), ['a.json', 'c.json', 'd.json', 'z.json']],
      ['a touch', () => utimes(day('b.json'), new Date(), new Date()), dayFiles],
      ['a file that becomes unreadable', () => writeFile(day('b.json'), '{'), dayFiles],
      ['a file that becomes readable', () => writeFile(day('d.json'), JSON.stringify(documentOf('d'))), dayFiles],
      [
        'a link in its place',
        async () => {
          await rm(day('b.json'));
          await symlink(join('..', '2025-09-14', 'e.json'), day('b.json'));
        },
        dayFiles,
      ],
    ])('%s', async (_, change, names) => {
      await change();
      await expectRead(names);
    });

    it('behind a link', async () => {
      await rm(day('b.json'));
      await symlink(join('..', '2025-09-14', 'e.json'), day('b.json'));
      await load();
      expect((await load()).read).toEqual([]);
      await writeFile(join(backends.dataDir, 'p', '2025-09-14', 'e.json'), JSON.stringify(documentOf('e', {x: 1})));
      await expectRead([...dayFiles, 'e.json']);
    });
  });

  describe('after a change of the rows', () => {
    const inDay = `where project = 'p' and run_date = '${DAY}'`;
    const insert = `insert into runs (project, run_date, run_id, trace_id, data)`;
    const same: [string, string][] = [
      ['an update', `update runs set data = '{"trace":{"id":"a"}}' ${inDay} and run_id = 'a'`],
      ['an update of the trace id alone', `update runs set trace_id = 'x' ${inDay} and run_id = 'a'`],
      ['an update of the file name alone', `update runs set file_name = 'x.json' ${inDay} and run_id = 'a'`],
      ['an update of raw alone', `update runs set raw = null ${inDay} and run_id = 'c'`],
      ['an update that changes nothing', `update runs set loads = loads ${inDay} and run_id = 'a'`],
      ['a deletion', `delete from runs ${inDay} and run_id = 'c'`],
      ['an insertion', `${insert} values ('p', '${DAY}', 'z', 'z', '{}')`],
      [
        'a deletion and the same row again',
        `begin; delete from runs ${inDay} and run_id = 'c'; ${insert} values ('p', '${DAY}', 'c', 'c', '{}'); commit`,
      ],
    ];
    const moving: [string, string][] = [
      ['an update of the key', `update runs set run_id = 'moved' ${inDay} and run_id = 'a'`],
      [
        'a row moved here from another day',
        `update runs set project = 'p', run_id = 'n' where project = 'q'; delete from runs where project = 'q'; delete from lse_loaded_days where project = 'q'`,
      ],
    ];
    const ofKind: Record<typeof kind, [string, string][]> = {
      sqlite: [
        [
          'insert or replace',
          `insert or replace into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', 'c', 'c', '{}')`,
        ],
        [
          'insert or replace by rowid',
          `insert or replace into runs (rowid, project, run_date, run_id, trace_id, data)
           select rowid, 'other', '${DAY}', 'x', 'x', '{}' from runs ${inDay} and run_id = 'c'`,
        ],
        [
          'update or replace by rowid',
          `${insert} values ('other', '${DAY}', 'x', 'x', '{}');
           update or replace runs set rowid = (select rowid from runs ${inDay} and run_id = 'c') where project = 'other'`,
        ],
      ],
      postgres: [
        ['a statement on the partition', `delete from runs_2025_09 ${inDay}`],
        ['an update that changes nothing, of the partition', `update runs_2025_09 set trace_id = trace_id ${inDay}`],
        [
          'an update without triggers',
          `set session_replication_role = replica; update runs set raw = 'x' ${inDay} and run_id = 'a'`,
        ],
      ],
    };

    beforeEach(async () => {
      await load();
      expect((await load()).read).toEqual([]);
    });

    it.each([...same, ...ofKind[kind]])('%s', async (_, sql) => {
      await backends.execute(kind, sql);
      await expectRead();
    });

    // A cluster takes no update of the column that a row has its node by.
    onOneServer(it, kind).each(moving)('%s', async (what, sql) => {
      await backends.execute(kind, sql);
      await expectRead(what.startsWith('a row moved') ? [...dayFiles, 'a.json'] : dayFiles);
    });

    const whole: Record<typeof kind, [string, string][]> = {
      sqlite: [
        ['a deletion of everything', 'delete from runs'],
        [
          'a trigger that was away for a while',
          `drop trigger runs_touched_by_delete; delete from runs where run_id = 'a';
           create trigger runs_touched_by_delete after delete on runs begin
             delete from lse_loaded_days where project = old.project and run_date = old.run_date;
           end`,
        ],
      ],
      postgres: [
        ['a deletion of everything', 'delete from runs'],
        ['truncate', 'truncate runs'],
        ['truncate of the partition', 'truncate runs_2025_09'],
        ['a partition that is dropped', 'drop table runs_2025_09'],
        [
          'a partition that is detached',
          'alter table runs detach partition runs_2025_09; drop table if exists away; alter table runs_2025_09 rename to away',
        ],
        [
          'a partition that is detached, changed and attached',
          `alter table runs detach partition runs_2025_09; update runs_2025_09 set trace_id = 'x';
           alter table runs attach partition runs_2025_09 for values from ('2025-09-01') to ('2025-10-01')`,
        ],
      ],
    };

    it.each(whole[kind])('%s', async (_, sql) => {
      // A cluster sends its nodes the whole text in which a change of a table stands.
      for (const statement of kind === 'postgres' ? sql.split(';') : [sql]) await backends.execute(kind, statement);
      await expectRead(everyFile);
    });

    it('by pruning', async () => {
      await backends.database(kind).prune({project: null, before: '2025-09-14' as CalendarDate}, {apply: true});
      await expectRead([...dayFiles, 'a.json']);
    });
  });

  it('notes no day of which a file could not be opened', async () => {
    const onTheWay: OnTheWay = (file) =>
      file.fileName === 'b.json' ? {...file, read: null, reason: 'cannot be read (EACCES)'} : file;
    await load({onTheWay});
    expect((await load()).read).toEqual(dayFiles);
    expect((await stored()).find(({project, runId}) => project === 'p' && runId === 'a')?.fileName).toBe('b.json');
  });

  it('notes no day of which a file was changed just now', async () => {
    await keepFilesNew(backends.dataDir);
    await load();
    expect((await load()).read).toEqual(everyFile);
    await letFilesSettle(backends.dataDir);
    expect((await load()).read).toEqual(everyFile);
    expect((await load()).read).toEqual([]);
  });

  it('notes no day whose load was interrupted', async () => {
    const onTheWay: OnTheWay = (file) => {
      if (file.fileName === 'd.json') throw new Error('interrupted');
      return file;
    };
    await expect(load({onTheWay})).rejects.toThrow('interrupted');
    expect(await stored()).toEqual([]);
    await expectRead(everyFile);
  });

  it('notes a file as it was before it was read', async () => {
    const onTheWay: OnTheWay = async (file) => {
      if (file.fileName === 'b.json') await writeFile(day('b.json'), JSON.stringify(documentOf('a', {x: 1}, at(3))));
      return file;
    };
    await load({onTheWay});
    await expectRead();
  });

  it('is right after two loads at once', async () => {
    await Promise.all([load(), load()]);
    const summary = {inserted: 0, updated: 0, unchanged: 4, superseded: 1, unopened: 6};
    await load();
    expect(await load()).toMatchObject({read: [], summary});
    expect((await load({reread: true})).summary).toEqual({...(await load()).summary, unopened: 0});
  });
});

/** Until the first batch of 256 was compared with the rows, and found to be as it should be. */
async function firstBatchCompared(): Promise<void> {
  const sql = `select count(*)::integer as loaders from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction' and query like '%as same%'`;
  await until('the first batch is compared', async () => {
    const [row] = await backends.query<{loaders: number}>('postgres', sql);
    return row?.loaders === 1;
  });
}

describe('what other programs do to rows while postgres is loaded', () => {
  it.each([
    ['a change', `update runs set trace_id = 'theirs' where run_id = 'a0'`],
    ['a deletion', `delete from runs where run_id = 'a0'`],
    [
      'an insertion',
      `insert into runs (project, run_date, run_id, trace_id, data) values ('p', '${DAY}', 'z', 'z', '{}')`,
    ],
  ])('is restored by the next load: %s', async (_, sql) => {
    const files = Array.from({length: 300}, (__, n) => [`p/${DAY}/a${n}.json`, documentOf(`a${n}`)]);
    await backends.empty('postgres');
    await backends.useTree(Object.fromEntries(files));
    const load = async (reread: boolean, onTheWay?: OnTheWay) => {
      const counting = new CountingTree(await backends.tree(), onTheWay);
      const options = {version: '1', reread};
      return backends.database('postgres').withStore((store) => loadTree(counting, store, null, () => {}, options));
    };
    await load(false);
    let filesRead = 0;
    await load(true, async (file) => {
      filesRead += 1;
      if (filesRead === 290) {
        await firstBatchCompared();
        await backends.execute('postgres', sql);
      }
      return file;
    });
    expect(await load(false)).toMatchObject({unopened: 0});
    expect(await load(false)).toMatchObject({unopened: 300});
    expect(await load(true)).toMatchObject({unchanged: 300});
  });
});
