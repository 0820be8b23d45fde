import {createWriteStream} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {finished} from 'node:stream/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {LoadSummary} from '../../src/transfer/load-summary.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {citusUrl} from '../support/citus.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const at = (second: number): object => ({extracted_at: `2025-09-13T10:00:${String(second).padStart(2, '0')}`});
/** What the guards below do not let in. */
const BAD = {outputs: {bad: 1}};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** Without the breaks that a terminal's width calls for. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** What another program adds to the table, how it is taken away again, and what the database says then. */
const guards = {
  sqlite: {
    add: `create trigger guard_insert before insert on runs when json_extract(new.data, '$.trace.outputs.bad') is not null
          begin select raise(abort, 'no bad ones'); end;
          create trigger guard_update before update on runs when json_extract(new.data, '$.trace.outputs.bad') is not null
          begin select raise(abort, 'no bad ones'); end`,
    remove: 'drop trigger if exists guard_insert; drop trigger if exists guard_update',
    says: 'no bad ones',
  },
  postgres: {
    add: `alter table runs add constraint guard check (data #> '{trace,outputs,bad}' is null)`,
    remove: 'alter table runs drop constraint if exists guard',
    says: `new row for relation "runs_2025_09" violates check constraint "guard"`,
  },
} as const;

// The server's words name the shard of a cluster, and nobody makes a trigger on its tables.
const refusing = databaseKinds.filter((kind) => kind !== 'postgres' || citusUrl === undefined);

describe.each(refusing)('a document that %s refuses', (kind) => {
  const {add, remove, says} = guards[kind];
  const reason = `refused by the database: ${says}`;
  const refused = (fileName: string): object => ({path: `p/${DAY}/${fileName}`, reason});

  beforeEach(async () => {
    await backends.empty(kind);
    await backends.execute(kind, 'delete from lse_refused');
    await backends.execute(kind, 'delete from lse_loaded_days');
    await backends.execute(kind, add);
  });

  afterEach(async () => {
    restoreClock();
    await backends.execute(kind, remove);
  });

  async function load(files: TreeFiles): Promise<LoadSummary> {
    await backends.useTree(files);
    return backends.load(kind);
  }

  async function rows(): Promise<string[]> {
    const found = await backends.query<{file: string}>(kind, 'select file_name as file from runs order by file_name');
    return found.map(({file}) => file);
  }

  const run = (...args: string[]): Promise<Outcome> =>
    lse(args, {LSE_DATABASE_URL: backends.urls[kind], LSE_DATA_DIR: backends.dataDir});

  it('is named and counted, and the rest of its batch is loaded', async () => {
    const files = {
      [`p/${DAY}/a.json`]: documentOf('a'),
      [`p/${DAY}/b.json`]: documentOf('b', BAD),
      [`p/${DAY}/c.json`]: documentOf('c'),
      [`p/${DAY}/d.json`]: '{',
      [`q/${DAY}/b.json`]: documentOf('b'),
    };
    expect(await load(files)).toMatchObject({
      read: 5,
      inserted: 3,
      unreadable: [{path: `p/${DAY}/d.json`}, refused('b.json')],
    });
    expect(await rows()).toEqual(['a.json', 'b.json', 'c.json']);
    expect(await backends.load(kind)).toMatchObject({
      read: 5,
      inserted: 0,
      unchanged: 3,
      unreadable: [{}, refused('b.json')],
    });
  });

  it('is said again by a load that opens nothing', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), [`p/${DAY}/b.json`]: documentOf('b', BAD)});
    await letFilesSettle(backends.dataDir);
    await backends.load(kind);
    expect(await backends.load(kind)).toMatchObject({
      read: 2,
      unopened: 2,
      unchanged: 1,
      unreadable: [refused('b.json')],
    });
  });

  it('hides no older snapshot of its run, whatever the order of the files', async () => {
    expect(
      await load({
        [`p/${DAY}/1.json`]: documentOf('a', BAD, at(9)),
        [`p/${DAY}/2.json`]: documentOf('a', BAD, at(8)),
        [`p/${DAY}/3.json`]: documentOf('a', {}, at(2)),
        [`p/${DAY}/4.json`]: documentOf('a', {}, at(1)),
        [`p/${DAY}/5.json`]: documentOf('b', {}, at(1)),
        [`p/${DAY}/6.json`]: documentOf('b', BAD, at(2)),
      }),
    ).toMatchObject({
      read: 6,
      inserted: 2,
      superseded: 1,
      unreadable: [refused('1.json'), refused('6.json'), refused('2.json')],
    });
    expect(await rows()).toEqual(['3.json', '5.json']);
    // A newer one that is refused replaces nothing.
    expect(await load({[`p/${DAY}/7.json`]: documentOf('a', BAD, at(59))})).toMatchObject({updated: 0});
    expect(await rows()).toEqual(['3.json', '5.json']);
  });

  it('leaves the row that came from its file before, and is explained', async () => {
    await load({[`p/${DAY}/a.json`]: documentOf('a'), [`p/${DAY}/b.json`]: documentOf('b')});
    await load({[`p/${DAY}/a.json`]: documentOf('a', BAD), [`p/${DAY}/b.json`]: documentOf('b')});
    expect(await rows()).toEqual(['a.json', 'b.json']);
    const {code, stdout} = await run('db', 'verify');
    expect(code).toBe(1);
    expect(oneLine(stdout)).toContain(`unreadable file on candidate: p/${DAY}/a.json (${reason})`);
  });

  it('is loaded once it is no longer refused, and is noted no more', async () => {
    await load({[`p/${DAY}/a.json`]: documentOf('a', BAD)});
    expect(await load({[`p/${DAY}/a.json`]: documentOf('a')})).toMatchObject({inserted: 1, unreadable: []});
    expect(await backends.query(kind, 'select file_name from lse_refused')).toEqual([]);
    expect((await run('db', 'verify')).code).toBe(0);
  });

  it('is noted no more when its file is gone, or its date is past keeping', async () => {
    await load({[`p/${DAY}/a.json`]: documentOf('a', BAD), [`p/${DAY}/b.json`]: documentOf('b')});
    await load({[`p/${DAY}/b.json`]: documentOf('b')});
    expect(await backends.query(kind, 'select file_name from lse_refused')).toEqual([]);
    await load({[`p/${DAY}/a.json`]: documentOf('a', BAD), [`p/${DAY}/b.json`]: documentOf('b')});
    expect(await backends.query(kind, 'select file_name from lse_refused')).toHaveLength(1);
    expect((await run('db', 'prune', '--before', '2025-10-01', '--apply')).code).toBe(0);
    expect(await backends.query(kind, 'select file_name from lse_refused')).toEqual([]);
  });

  it('is why a comparison finds the record on one side alone', async () => {
    await load({[`p/${DAY}/a.json`]: failingDocument('a', BAD), [`p/${DAY}/b.json`]: failingDocument('b')});
    const warning = `Warning: p/${DAY}/a.json is unreadable and not counted: ${reason}.\n`;
    const errors = await run('report', 'zenrows-errors', '--date', DAY, '--backend', 'db');
    expect(errors).toMatchObject({code: 0, stderr: `${warning}Unreadable files: 1.\n`});
    const said = {
      text: `unreadable file on candidate: p/${DAY}/a.json (${reason})`,
      junit: says,
      markdown: `unreadable file on candidate`,
      html: 'refused by the database',
    };
    for (const [format, text] of Object.entries(said)) {
      const compared = await run('report', 'compare', '--date', DAY, '--format', format);
      expect({format, code: compared.code}).toEqual({format, code: 1});
      expect(compared.stderr).toContain(warning);
      expect(oneLine(compared.stdout)).toContain(text);
    }
    const {stdout, code} = await run('db', 'verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: {conclusion: 'different', unreadable: 1, missing: 0},
      records: [{runId: 'a', unreadable: {side: 'candidate', file: `p/${DAY}/a.json`, reason}}],
    });
  });

  it('ends a load with 0, with --strict with 1, and is left alone by a repair', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a', BAD), [`p/${DAY}/b.json`]: documentOf('b')});
    const loaded = await run('db', 'load');
    expect(loaded.code).toBe(0);
    expect(loaded.stderr).toBe(
      `Warning: p/${DAY}/a.json is unreadable and not counted: ${reason}.\nUnreadable files: 1.\n`,
    );
    expect(loaded.stdout).toContain('Unreadable: 1\n');
    expect((await run('db', 'load', '--strict')).code).toBe(1);
    await backends.empty(kind);
    const {code, stdout} = await run('db', 'repair', '--apply');
    expect(stdout).toContain(
      '1 that the database refused when they were loaded; offer them again with: lse db load --reread\n',
    );
    expect(code).toBe(0);
    expect(await rows()).toEqual(['b.json']);
  });

  it('may be one of many in many batches', async () => {
    const files = Array.from({length: 1500}, (_, number) => {
      const id = String(number).padStart(4, '0');
      return [`p/${DAY}/${id}.json`, documentOf(id, number % 250 === 99 ? BAD : {})];
    });
    const summary = await load(Object.fromEntries(files));
    expect(summary).toMatchObject({read: 1500, inserted: 1494});
    expect(summary.unreadable).toHaveLength(6);
    expect(await rows()).toHaveLength(1494);
    // The rows are this load's own, of which the next load finds that they are as they were.
    expect(await backends.load(kind)).toMatchObject({inserted: 0, updated: 0, unchanged: 1494});
    const verified = await run('db', 'verify', '--json');
    expect(JSON.parse(verified.stdout).summary).toMatchObject({same: 1494, unreadable: 6, missing: 0, records: 1500});
  }, 30_000);

  it('tells of each file once, also where a day is begun anew', async () => {
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a', BAD), [`p/${DAY}/b.json`]: documentOf('b')});
    let told = 0;
    const tree = await backends.tree();
    await backends.database(kind).withStore((store) =>
      loadTree(tree, store, null, (count) => {
        told += count;
      }),
    );
    expect(told).toBe(2);
  });
});

describe('an error that is not about a document', () => {
  const cases = [
    [
      'sqlite',
      `create trigger guard_insert before insert on runs begin select raise(rollback, 'all of it'); end`,
      'all of it',
    ],
    [
      'sqlite',
      'create trigger guard_insert before insert on runs begin insert into missing values (1); end',
      'no such table: main.missing',
    ],
    [
      'postgres',
      `create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$;
       create trigger guard_insert before insert on runs for each row execute function full_disk()`,
      'the disk is full',
    ],
  ] as const;

  it.each(cases.filter(([kind]) => kind !== 'postgres' || citusUrl === undefined))(
    'ends a load into %s',
    async (kind, add, says) => {
      await backends.empty(kind);
      await backends.execute(kind, 'delete from lse_refused');
      await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), [`p/${DAY}/b.json`]: documentOf('b')});
      await backends.execute(kind, add);
      try {
        await expect(backends.load(kind)).rejects.toThrow(says);
        expect(await backends.query(kind, 'select run_id from runs')).toEqual([]);
        expect(await backends.query(kind, 'select file_name from lse_refused')).toEqual([]);
      } finally {
        await backends.execute(
          kind,
          kind === 'sqlite' ? 'drop trigger guard_insert' : 'drop function full_disk() cascade',
        );
      }
    },
  );
});

describe('a trigger of another program that trips over JSON', () => {
  it('refuses the document that it met, in SQLite too', async () => {
    await backends.empty('sqlite');
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), [`p/${DAY}/b.json`]: documentOf('b', BAD)});
    await backends.execute(
      'sqlite',
      `create trigger guard_insert before insert on runs when json_extract(new.data, '$.trace.outputs.bad') is not null
       begin select json('{'); end`,
    );
    try {
      expect(await backends.load('sqlite')).toMatchObject({
        inserted: 1,
        unreadable: [{path: `p/${DAY}/b.json`, reason: 'refused by the database: malformed JSON'}],
      });
    } finally {
      await backends.execute('sqlite', 'drop trigger guard_insert');
    }
  });
});

describe('a limit of PostgreSQL', () => {
  it('keeps out a document with 17 million elements, and nothing else', async () => {
    await backends.empty('postgres');
    await backends.useTree({[`p/${DAY}/a.json`]: documentOf('a'), [`p/${DAY}/c.json`]: documentOf('c')});
    await mkdir(join(backends.dataDir, 'p', DAY), {recursive: true});
    const file = createWriteStream(join(backends.dataDir, 'p', DAY, 'b.json'));
    file.write('{"trace":{"id":"b","outputs":[1');
    file.write(',1'.repeat(17_000_000));
    file.end(']}}');
    await finished(file);
    const tree = await backends.tree(undefined, 100_000_000);
    const summary = await backends.database('postgres').withStore((store) => loadTree(tree, store, null, () => {}));
    expect(summary).toMatchObject({
      inserted: 2,
      unreadable: [
        {path: `p/${DAY}/b.json`, reason: 'refused by the database: invalid memory alloc request size 1073741824'},
      ],
    });
  }, 60_000);
});
