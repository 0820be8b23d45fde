import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {PostgresDatabase} from '../../src/backends/db/postgres/postgres-database.ts';
import type {AccessGrant} from '../../src/core/database-access.ts';
import {onOneServer} from '../support/citus.ts';
import {createPostgresDatabase, type TestDatabase, withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';

const roles = new Roles();
let database: TestDatabase;
let reader: string;

beforeAll(async () => {
  database = await createPostgresDatabase('migrated');
  reader = await roles.create('reader');
  await execute(
    `insert into runs (project, run_date, run_id, trace_id, data)
     select project, '2025-09-13', project, project, '{}' from unnest(array['a', 'b', 'c']) as given (project)`,
  );
});

afterAll(async () => {
  await database.drop();
  await roles.drop();
});

const own = () => new PostgresDatabase(database.url);
const as = (role: string) => new PostgresDatabase(urlAs(database.url, role));

async function execute(sql: string, role?: string): Promise<Record<string, unknown>[]> {
  const url = role === undefined ? database.url : urlAs(database.url, role);
  return withPlainClient(url, async (client) => (await client.query(sql)).rows);
}

const projects = async (role: string): Promise<unknown[]> =>
  (await execute('select project from runs order by project', role)).map(({project}) => project);

function grant(role: string, given: readonly string[], write: boolean): Promise<unknown> {
  const wanted: AccessGrant = {role, projects: given, write, others: 'cut'};
  return own().grantAccess(wanted);
}

// A cluster has no access by project.
const onServer = onOneServer(describe);

onServer('some projects of a role', () => {
  it('are taken away, and the right to write goes with the last that it could write', async () => {
    await grant(reader, ['a', 'b'], true);
    await grant(reader, ['c'], false);
    expect(await projects(reader)).toEqual(['a', 'b', 'c']);
    const change = `update runs set trace_id = trace_id where project = 'b'`;

    await own().revokeAccess({role: reader, projects: ['a']});
    expect(await projects(reader)).toEqual(['b', 'c']);
    await execute(change, reader);

    expect(await own().revokeAccess({role: reader, projects: ['b']})).toMatchObject({
      entries: [{role: reader, project: 'c', canWrite: false}],
    });
    expect(await projects(reader)).toEqual(['c']);
    await expect(execute(change, reader)).rejects.toThrow('permission denied for table runs');
  });
});

onServer('a migration of a database with access by project', () => {
  it('guards what it adds and lets the roles in, past one that was dropped', async () => {
    const gone = await roles.create('gone');
    await grant(reader, ['a'], true);
    await grant(gone, ['b'], false);
    await execute(`drop owned by ${gone}; drop role ${gone}`);
    // What migrations 4 and 6 make; that of the fifth may be made twice.
    await execute(`
      delete from lse_migrations where version >= 4;
      drop table lse_refused;
      alter table runs drop column brief;
      drop function lse_brief(jsonb), lse_run_brief(jsonb, integer);`);
    await own().migrate();
    await as(reader).withStore((store) => store.loadedDays(null));
    const note = (project: string): Promise<unknown> =>
      execute(
        `insert into lse_refused (project, run_date, file_name, run_id, reason)
         values ('${project}', '2025-09-13', 'x.json', 'x', 'x')`,
        reader,
      );
    await note('a');
    await expect(note('b')).rejects.toThrow('row-level security');
    // Made again, so that the teardown finds it.
    await execute(`create role ${gone}`);
  });

  it('is told of a role that may read the notes of migrations alone only that nothing is to do', async () => {
    const stranger = await roles.create('stranger');
    await execute(`grant usage on schema public to ${stranger}; grant select on lse_migrations to ${stranger}`);
    expect(await as(stranger).migrate()).toEqual([]);
    await expect(as(stranger).status()).rejects.toMatchObject({
      code: 'LSE_ACCESS',
      message: expect.stringContaining(`The role ${stranger} may not read the table runs`),
      hint: expect.stringContaining(`lse db access grant ${stranger} --project NAME`),
    });
  });
});

onServer('policies of ours that are missing', () => {
  it('are named, and made again by a repair', async () => {
    await execute('drop policy lse_insert on runs');
    const fault = {code: 'LSE_SCHEMA', message: expect.stringContaining('policies of runs are missing')};
    await expect(own().status()).rejects.toMatchObject(fault);
    await own().migrate({repair: true});
    await own().status();
    expect(await projects(reader)).toEqual(['a', 'c']);
  });
});

describe('a role that may not read the notes of migrations', () => {
  it('is told whom to ask, also where nobody owns a table of records', async () => {
    const stranger = await roles.create('outsider');
    await execute(`grant usage on schema public to ${stranger}`);
    // A cluster takes a change of a table only as a text of its own.
    await execute('alter table runs rename to kept');
    await expect(as(stranger).status()).rejects.toMatchObject({
      message: expect.stringContaining('may not read the table lse_migrations'),
      hint: expect.stringMatching(/^Ask its owner, who owns it, for: grant select on runs, lse_migrations to /),
    });
    await execute('alter table kept rename to runs');
  });
});
