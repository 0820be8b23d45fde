import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../support/backends.ts';
import {citusUrl, onOneServer} from '../support/citus.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
/** May be the name of a project, and stands for nothing else. */
const STAR = '*';
/** The verdict alone: nothing is warned of. */
const SAME = expect.stringMatching(/^The same: (\d+) of \1 (records|questions)\.\n$/);

// On a cluster access by project is refused (`test/backends/citus.test.ts`), and its extension goes with the schema that is dropped here.
const onServer = onOneServer(describe);

const roles = new Roles();
let backends: Backends;
let owner: string;
let reader: string;
let writer: string;
let everything: string;
/** Another program's, which had its rights before anybody was given access. */
let other: string;

function as(role: string, ...args: string[]): Promise<Outcome> {
  return lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: urlAs(backends.urls.postgres, role)});
}

/** Plain SQL of a role. */
async function rows(role: string, sql: string): Promise<unknown[]> {
  return withPlainClient(urlAs(backends.urls.postgres, role), async (client) => (await client.query(sql)).rows);
}

beforeAll(async () => {
  backends = await Backends.create();
  if (citusUrl !== undefined) return;
  owner = await roles.create('owner');
  reader = await roles.create('reader');
  writer = await roles.create('writer');
  everything = await roles.create('everything');
  other = await roles.create('other');
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1'),
    [`a/${DAY}/2.json`]: documentOf('2'),
    [`b/${DAY}/3.json`]: failingDocument('3', {error: 'of b'}),
    'b/2025-10-01/4.json': documentOf('4'),
    [`c/${DAY}/5.json`]: failingDocument('5', {error: 'of c'}),
    [`${STAR}/${DAY}/6.json`]: documentOf('6'),
  });
  // A role that owns the tables and is no superuser, as on a managed server.
  await backends.execute(
    'postgres',
    `drop schema public cascade; create schema public authorization ${owner}; grant usage on schema public to public`,
  );
  expect(await as(owner, 'db', 'migrate')).toMatchObject({code: 0, stderr: ''});
  expect(await as(owner, 'db', 'load')).toMatchObject({code: 0, stderr: ''});
  await backends.execute(
    'postgres',
    `grant select, insert on runs to ${other}; grant select on runs_2025_09 to ${other}`,
  );
});

afterAll(async () => {
  await backends.destroy();
  await roles.drop();
});

onServer('before the first grant', () => {
  it('a role with rights sees all, as plain SQL of other programs does', async () => {
    expect(await rows(other, 'select count(*)::int as number from runs')).toEqual([{number: 6}]);
    const {stdout} = await as(owner, 'db', 'access', 'list');
    expect(stdout).toContain('Every role with rights on runs sees every project');
  });

  it('a role without rights is told which it lacks, never to migrate', async () => {
    for (const args of [
      ['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'],
      ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db'],
      ['db', 'status'],
      ['db', 'load'],
      ['db', 'migrate'],
      ['db', 'export', '--out', 'nowhere'],
    ]) {
      const {code, stdout, stderr} = await as(reader, ...args);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`The role ${reader} may not read the table lse_migrations`);
      expect(stderr).toContain(`grant select on runs, lse_migrations to ${reader}`);
    }
    await backends.execute('postgres', `grant select on lse_migrations to ${reader}`);
    const {code, stderr} = await as(reader, 'db', 'verify');
    expect([code, stderr]).toEqual([2, expect.stringContaining(`may not read the table runs`)]);
    await backends.execute('postgres', `revoke select on lse_migrations from ${reader}`);
  });

  it('roles that would lose sight of everything have to be decided about', async () => {
    const {code, stderr} = await as(owner, 'db', 'access', 'grant', reader, '--project', 'a');
    expect(code).toBe(1);
    expect(stderr).toContain(`see all of them now`);
    expect(stderr).toContain(`${other}; nothing was changed.`);
    expect(await rows(other, 'select count(*)::int as number from runs')).toEqual([{number: 6}]);
    expect(await backends.query('postgres', 'select 1 as one from lse_access')).toEqual([]);
    expect((await as(reader, 'db', 'status')).code).toBe(1);
  });
});

onServer('after it', () => {
  beforeAll(async () => {
    const grant = ['db', 'access', 'grant'];
    const first = await as(owner, ...grant, reader, '--project', 'a', '--project', STAR, '--others', 'keep');
    expect(first).toMatchObject({code: 0, stderr: ''});
    expect(first.stdout).toContain(`${other} kept every project.`);
    expect(await as(owner, ...grant, writer, '--project', 'b', '--write')).toMatchObject({code: 0});
    expect(await as(owner, ...grant, everything, '--all-projects')).toMatchObject({code: 0});
  });

  it('the list says who may do what', async () => {
    const {stdout} = await as(owner, 'db', 'access', 'list', '--json');
    const {enabled, entries, withoutAccess} = JSON.parse(stdout);
    expect([enabled, withoutAccess]).toEqual([true, []]);
    expect(entries).toEqual([
      {role: everything, project: null, canWrite: false},
      {role: other, project: null, canWrite: true},
      {role: reader, project: STAR, canWrite: false},
      {role: reader, project: 'a', canWrite: false},
      {role: writer, project: 'b', canWrite: true},
    ]);
    expect(JSON.parse((await as(writer, 'db', 'access', 'list', '--json')).stdout).entries).toEqual([
      {role: writer, project: 'b', canWrite: true},
    ]);
    expect((await as(owner, 'db', 'access', 'list')).stdout).toContain(`${writer}`);
  });

  it('the owner sees everything as before', async () => {
    const report = ['report', 'zenrows-errors', '--from', DAY, '--to', '2025-10-01', '--backend'];
    expect(await as(owner, ...report, 'db')).toEqual(await as(owner, ...report, 'file'));
    expect(await as(owner, 'db', 'verify')).toMatchObject({code: 0, stderr: SAME});
  });

  it('other programs go on as they did', async () => {
    expect(await rows(other, 'select count(*)::int as number from runs')).toEqual([{number: 6}]);
    await rows(
      other,
      `insert into runs (project, run_date, run_id, trace_id, data) values ('d', '${DAY}', 'x', 'x', '{}')`,
    );
    await backends.execute('postgres', `delete from runs where project = 'd'`);
  });

  it('a report on all projects counts what the role may read, and says so', async () => {
    const answer = await as(reader, 'report', 'zenrows-errors', '--date', DAY, '--backend', 'db');
    expect(answer).toEqual({
      code: 0,
      stderr: 'Only the projects that the role may read: *, a.\n',
      stdout: `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},3,1,33.3%\n`,
    });
    const detail = await as(reader, 'report', 'zenrows-detail', '--date', DAY, '--backend', 'db');
    expect(detail).toMatchObject({code: 0, stderr: 'Only the projects that the role may read: *, a.\n'});
    expect(detail.stdout).not.toContain('of b');
    expect(detail.stdout).not.toContain('of c');
    expect(await as(reader, 'db', 'status')).toMatchObject({
      code: 0,
      stderr: 'Only the projects that the role may read: *, a.\n',
      stdout: expect.stringMatching(/^Rows: +3$/m),
    });
    expect(JSON.parse((await as(reader, 'db', 'status', '--json')).stdout)).toMatchObject({
      visibleProjects: ['*', 'a'],
    });
    const prune = await as(reader, 'db', 'prune', '--before', '2025-10-02');
    expect(prune).toMatchObject({code: 0, stderr: 'Only the projects that the role may read: *, a.\n'});
    expect(prune.stdout).toMatch(/^Would delete: 3 rows/);
  });

  it('a report on a project that it may read is the whole report', async () => {
    for (const project of ['a', STAR]) {
      const report = ['report', 'zenrows-errors', '--date', DAY, '--project', project, '--backend'];
      expect(await as(reader, ...report, 'db')).toEqual({...(await as(reader, ...report, 'file')), stderr: ''});
    }
    const report = ['report', 'zenrows-detail', '--date', DAY, '--project', 'a', '--format', 'json', '--backend'];
    expect(await as(reader, ...report, 'db')).toEqual(await as(reader, ...report, 'file'));
  });

  it('a project that it may not read is an error, not zeros, in every command', async () => {
    for (const args of [
      ['report', 'zenrows-errors', '--date', DAY, '--backend', 'db', '--project', 'b'],
      ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db', '--project', 'b'],
      ['db', 'prune', '--before', DAY, '--project', 'b'],
      ['db', 'verify', '--project', 'b'],
      ['report', 'compare', '--date', DAY, '--project', 'b'],
    ]) {
      const {code, stderr} = await as(reader, ...args);
      expect(code).toBe(['verify', 'compare'].includes(args[1] ?? '') ? 2 : 1);
      expect(stderr).toContain(`The role ${reader} may not read the project 'b'`);
      expect(stderr).toContain(`lse db access grant ${reader} --project b`);
    }
    await withTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      const {code, stderr} = await as(reader, 'db', 'export', '--out', out, '--project', 'b');
      expect([code, stderr]).toEqual([1, expect.stringContaining(`may not read the project 'b'`)]);
    });
  });

  it('files and a part of a database are not the same, and not different', async () => {
    for (const args of [
      ['report', 'compare', '--date', DAY],
      ['report', 'compare', '--all-dates', '--all-projects'],
      ['db', 'verify'],
      ['db', 'verify', '--date', DAY],
    ]) {
      const {code, stderr} = await as(reader, ...args);
      expect(code).toBe(2);
      expect(stderr).toContain('cannot be compared, since the role may read some alone: *, a.');
    }
    const named = ['--project', 'a', '--project', STAR];
    expect(await as(reader, 'report', 'compare', '--date', DAY, ...named)).toMatchObject({code: 0, stderr: SAME});
    expect(await as(reader, 'db', 'verify', '--project', 'a')).toMatchObject({code: 0, stderr: SAME});
    expect(await as(everything, 'db', 'verify')).toMatchObject({code: 0, stderr: SAME});
    expect(await as(everything, 'report', 'compare', '--date', DAY)).toMatchObject({code: 0, stderr: SAME});
  });

  it('exports what it may read, and says that it is a part', async () => {
    await withTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      const {code, stdout, stderr} = await as(reader, 'db', 'export', '--out', out);
      expect([code, stdout]).toEqual([0, `Wrote 3 files to ${out}.\n`]);
      expect(stderr).toBe('Only the projects that the role may read: *, a.\n');
    });
  });

  it('a reader writes nothing, with any command', async () => {
    for (const args of [
      ['load'],
      ['load', '--project', 'a', '--reread'],
      ['prune', '--before', '2025-10-02', '--project', 'a', '--apply'],
      ['prune', '--before', '2025-10-02', '--apply'],
      ['indexes', 'drop'],
      ['indexes', 'create'],
      ['access', 'grant', reader, '--all-projects'],
      ['access', 'revoke', writer],
    ]) {
      const {code, stderr} = await as(reader, 'db', ...args);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringMatching(/^Error: The role \S+ may not /)]);
    }
    for (const sql of [
      `insert into lse_access values ('${reader}', null, true)`,
      'delete from lse_access',
      'delete from runs',
    ]) {
      await expect(rows(reader, sql)).rejects.toThrow('permission denied');
    }
  });

  it('a writer loads, repairs and prunes its own project, and says what it leaves to the owner', async () => {
    const {code, stderr} = await as(writer, 'db', 'load');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`may not write the project '*'`)]);
    expect(await as(writer, 'db', 'load', '--project', 'b')).toMatchObject({code: 0, stderr: ''});
    const prune = ['db', 'prune', '--before', '2025-10-02', '--project', 'b', '--apply'];
    expect((await as(writer, ...prune)).stdout).toMatch(/^Deleted: 2 rows/);
    const again = await as(writer, 'db', 'load', '--project', 'b');
    expect(again).toMatchObject({code: 0, stderr: expect.stringContaining('left to the next load by its owner')});
    expect(again.stdout).toMatch(/^Inserted: +2$/m);
    await rows(writer, `update runs set data = '{"trace":{}}' where run_id = '3'`);
    expect((await as(writer, 'db', 'repair', '--project', 'b', '--apply')).stdout).toMatch(/^Verified again: 1 of 1/m);
    expect((await as(writer, 'db', 'repair', '--apply')).code).toBe(1);
    expect(await as(writer, 'db', 'verify', '--project', 'b')).toMatchObject({code: 0, stderr: SAME});
    await expect(
      rows(
        writer,
        `insert into runs (project, run_date, run_id, trace_id, data) values ('a', '${DAY}', 'x', 'x', '{}')`,
      ),
    ).rejects.toThrow('row-level security');
    await expect(rows(writer, `update runs set project = 'a'`)).rejects.toThrow('row-level security');
  });

  it('the name of a partition leads nobody around it, old or new, whatever rights it gets by itself', async () => {
    await backends.execute(
      'postgres',
      `alter default privileges for role ${owner} grant select on tables to ${reader}`,
    );
    try {
      await withPlainClient(urlAs(backends.urls.postgres, owner), (client) =>
        client.query(`select lse_ensure_partition('2031-05-01')`),
      );
      await backends.execute(
        'postgres',
        `insert into runs (project, run_date, run_id, trace_id, data) values ('b', '2031-05-06', 'y', 'y', '{}')`,
      );
      expect(await rows(reader, 'select project from runs_2031_05')).toEqual([]);
      expect(await rows(other, 'select project from runs_2025_09')).toEqual([]);
      expect(await rows(reader, `select project from runs where run_date = '2031-05-06'`)).toEqual([]);
    } finally {
      await backends.execute(
        'postgres',
        `delete from runs where run_date = '2031-05-06'; drop table runs_2031_05;
         alter default privileges for role ${owner} revoke select on tables from ${reader}`,
      );
    }
  });

  it('a role that belongs to another has what that was given', async () => {
    await backends.execute('postgres', `create role ${writer}_member login in role ${writer}`);
    try {
      const {stderr} = await as(`${writer}_member`, 'report', 'zenrows-errors', '--date', DAY, '--backend', 'db');
      expect(stderr).toBe('Only the projects that the role may read: b.\n');
    } finally {
      await backends.execute('postgres', `drop role ${writer}_member`);
    }
  });

  it('a role keeps its projects under a new name, and a later role of the old name does not get them', async () => {
    await backends.execute('postgres', `alter role ${reader} rename to ${reader}_new; create role ${reader} login`);
    try {
      await backends.execute('postgres', `grant select on runs, lse_migrations to ${reader}`);
      expect((await as(`${reader}_new`, 'db', 'status')).stderr).toContain('may read: *, a.');
      const {code, stderr} = await as(reader, 'db', 'status');
      expect([code, stderr]).toEqual([1, expect.stringContaining(`The role ${reader} may read no project of`)]);
      const {withoutAccess} = JSON.parse((await as(owner, 'db', 'access', 'list', '--json')).stdout);
      expect(withoutAccess).toEqual([reader]);
    } finally {
      await backends.execute(
        'postgres',
        `drop owned by ${reader}; drop role ${reader}; alter role ${reader}_new rename to ${reader}`,
      );
    }
  });

  it('a role with rights and no project is told so in every command', async () => {
    const stranger = await roles.create('stranger');
    await backends.execute('postgres', `grant select on runs, lse_migrations to ${stranger}`);
    for (const args of [
      ['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'],
      ['report', 'zenrows-detail', '--date', DAY, '--backend', 'db', '--project', 'a'],
      ['report', 'compare', '--date', DAY],
      ['db', 'verify'],
      ['db', 'status'],
      ['db', 'load'],
      ['db', 'repair'],
      ['db', 'prune', '--before', DAY],
      ['db', 'export', '--out', 'nowhere'],
      ['db', 'access', 'list'],
    ]) {
      const {code, stdout, stderr} = await as(stranger, ...args);
      expect([args, code]).toEqual([args, ['verify', 'compare'].includes(args[1] ?? '') ? 2 : 1]);
      expect(stderr).toContain(`The role ${stranger} may read no project of postgres://`);
      expect(stderr).toContain(`lse db access grant ${stranger} --project NAME`);
      if (args[1] !== 'compare') expect(stdout).toBe('');
    }
  });

  it('a grant adds, a revocation takes away, and both say what is left', async () => {
    const change = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await as(owner, 'db', 'access', ...args, '--json')).stdout).entries;
    const role = await roles.create('changing');
    expect(await change('grant', role, '--project', 'a', '--write')).toEqual([{role, project: 'a', canWrite: true}]);
    expect(await change('grant', '--project', 'a', role)).toEqual([{role, project: 'a', canWrite: true}]);
    expect(await change('grant', role, '--all-projects')).toEqual([
      {role, project: null, canWrite: false},
      {role, project: 'a', canWrite: true},
    ]);
    expect(await as(owner, 'db', 'access', 'revoke', role, '--project', 'a')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('may read every project'),
    });
    expect(await as(owner, 'db', 'access', 'revoke', role, '--project', 'zz')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`was not given 'zz'`),
    });
    expect(await change('revoke', role)).toEqual([]);
    await expect(rows(role, 'select 1 from runs')).rejects.toThrow('permission denied');
  });

  it.each([
    ['a role that is not there', ['nobody-of-that-name', '--project', 'a'], 'There is no role'],
    ['no project', ['ROLE'], 'No project was given.'],
    ['both', ['ROLE', '--project', 'a', '--all-projects'], 'does not go with'],
    ['an illegal name', ['ROLE', '--project', 'a/b'], 'Illegal project name'],
    ['the owner', ['OWNER', '--project', 'a'], 'sees every project of'],
  ])('a grant to or of %s is refused', async (_, args, message) => {
    const named = args.map((arg) => (arg === 'ROLE' ? reader : arg === 'OWNER' ? owner : arg));
    const {code, stdout, stderr} = await as(owner, 'db', 'access', 'grant', ...named);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(message)]);
  });

  it('policies that nobody obeys any more are found, and obeyed again', async () => {
    await backends.execute('postgres', 'alter table runs disable row level security');
    const {code, stderr} = await as(reader, 'report', 'zenrows-errors', '--date', DAY, '--backend', 'db');
    expect([code, stderr]).toEqual([1, expect.stringContaining('the row-level security of runs is switched off')]);
    expect(await as(reader, 'db', 'migrate', '--repair')).toMatchObject({code: 1});
    expect(await as(owner, 'db', 'migrate', '--repair')).toMatchObject({code: 0});
    expect((await as(reader, 'db', 'status')).stderr).toBe('Only the projects that the role may read: *, a.\n');
  });

  it('row-level security of others that shows a role nothing is told, too', async () => {
    const dropped = ['runs', 'lse_loaded_days', 'lse_refused'].flatMap((table) =>
      ['lse_read', 'lse_insert', 'lse_update', 'lse_delete'].map((name) => `drop policy ${name} on ${table}`),
    );
    await backends.execute('postgres', dropped.join(';'));
    const {code, stderr} = await as(reader, 'report', 'zenrows-errors', '--date', DAY, '--backend', 'db');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Row-level security hides every row of runs')]);
    const grant = ['db', 'access', 'grant', reader, '--project', 'a', '--others', 'cut'];
    expect((await as(owner, ...grant)).stdout).toContain('sees no project any more.');
    expect((await as(reader, 'db', 'status')).code).toBe(0);
  });
});

describe('SQLite', () => {
  it.each([['list'], ['grant', 'x', '--all-projects'], ['revoke', 'x']])('has no roles: %s', async (...args) => {
    const {code, stdout, stderr} = await lse(['db', 'access', ...args], {LSE_DATABASE_URL: backends.urls.sqlite});
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Error: SQLite has no roles: who may read the file of sqlite:\S+ sees every project\. /);
  });
});
