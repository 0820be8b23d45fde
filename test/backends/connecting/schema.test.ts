import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../../support/backends.ts';
import {lse, type Outcome} from '../../support/lse.ts';
import {createPostgresDatabase, type TestDatabase, withPlainClient} from '../../support/postgres.ts';
import {documentOf, failingDocument} from '../../support/trace-tree.ts';

const DAY = '2025-09-13';
/** A name with everything that the way to the server has a meaning for. */
const ODD = String.raw`Odd "schema" \ of mine`;

let backends: Backends;
let database: TestDatabase;

beforeAll(async () => {
  backends = await Backends.create();
  database = await createPostgresDatabase('empty');
  await withPlainClient(database.url, async (client) => {
    for (const schema of ['one', ODD]) await client.query(`create schema ${client.escapeIdentifier(schema)}`);
    await client.query(`create role lse_test_outsider login; grant create on schema one to lse_test_outsider`);
  });
});

afterAll(async () => {
  await withPlainClient(database.url, (client) =>
    client.query('drop owned by lse_test_outsider; drop role lse_test_outsider'),
  );
  await database.drop();
  await backends.destroy();
});

function command(schema: string | null, args: string): Promise<Outcome> {
  const query = schema === null ? '' : `?schema=${encodeURIComponent(schema)}`;
  const variables = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: `${database.url}${query}`};
  return lse(args.split(' '), variables);
}

async function tablesOf(schema: string): Promise<string[]> {
  return withPlainClient(database.url, async (client) => {
    const {rows} = await client.query('select tablename from pg_tables where schemaname = $1 order by 1', [schema]);
    return rows.map(({tablename}) => tablename);
  });
}

describe('schema= in the URL', () => {
  it('keeps two schemas of one database apart, in every command, and leaves public alone', async () => {
    await backends.useTree({[`a/${DAY}/1.json`]: failingDocument('1'), 'a/2024-01-01/2.json': documentOf('2')});
    expect(await command('one', 'db migrate')).toMatchObject({code: 0});
    expect((await command('one', 'db load')).stdout).toContain('Inserted:   2\n');
    await backends.useTree({[`b/${DAY}/3.json`]: documentOf('3')});
    expect(await command(ODD, 'db migrate')).toMatchObject({code: 0});
    expect((await command(ODD, 'db load')).stdout).toContain('Inserted:   1\n');

    expect((await command('one', `report zenrows-errors --backend db --date ${DAY}`)).stdout).toContain(
      `${DAY},1,1,100.0%`,
    );
    expect((await command(ODD, `report zenrows-errors --backend db --date ${DAY}`)).stdout).toContain(
      `${DAY},1,0,0.0%`,
    );
    expect((await command('one', `report zenrows-detail --backend db --date ${DAY}`)).stdout).toContain('Error:');
    expect((await command(ODD, 'db status')).stdout).toMatch(/Rows: +1\n/);
    expect((await command(ODD, 'db verify')).code).toBe(0);
    expect((await command('one', 'db verify')).code).toBe(1);
    expect((await command(ODD, `report compare --date ${DAY} --all-projects`)).code).toBe(0);
    expect((await command(ODD, 'db load --reread')).stdout).toContain('Unchanged:  1\n');
    expect((await command(ODD, 'db indexes drop')).code).toBe(0);
    expect((await command(ODD, 'db indexes create')).code).toBe(0);
    expect((await command('one', 'db prune --before 2025-01-01 --apply')).code).toBe(0);
    expect((await command('one', 'db status')).stdout).toMatch(/Rows: +1\n/);

    expect(await tablesOf('one')).toContain('runs_2025_09');
    expect(await tablesOf('one')).not.toContain('runs_2024_01');
    expect(await tablesOf(ODD)).toContain('runs_2025_09');
    expect(await tablesOf('public')).toEqual([]);
    expect((await command(null, 'db status')).stderr).toContain('has no lse schema yet');
  });

  it('is refused if there is no such schema, or the role may not use it', async () => {
    const none = await command('none', 'db migrate');
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/has no schema 'none'\. .*create schema "none"\n$/);
    const url = new URL(database.url);
    url.username = 'lse_test_outsider';
    const {stderr} = await lse(['db', 'status', '--database-url', `${url.href}?schema=one`]);
    expect(stderr).toMatch(/does not let the role 'lse_test_outsider' use the schema 'one'\. .*grant usage on schema/);
  });

  it('is refused if it is too long for a name, or several', async () => {
    expect((await command('x'.repeat(64), 'db status')).stderr).toContain('schema of the URL is longer than 63 bytes');
    expect((await command('a,b', 'db status')).stderr).toContain('schema of the URL names several schemas');
    expect((await command('', 'db status')).stderr).toContain('schema of the URL is empty');
  });
});

describe('options= in the URL', () => {
  it('goes to the server, beside schema=', async () => {
    const url = `${database.url}?schema=one&options=-c%20work_mem%3D7MB`;
    const {readAddress} = await import('../../../src/backends/db/postgres/connecting/address.ts');
    const {connect} = await import('../../../src/backends/db/postgres/connecting/connect.ts');
    const client = await connect(await readAddress(url, {HOME: '/nowhere'}));
    const {rows} = await client.query(`select current_setting('work_mem') as memory, current_schema() as schema`);
    await client.end();
    expect(rows).toEqual([{memory: '7MB', schema: 'one'}]);
    const wrong = await command(null, `db status --database-url ${database.url}?options=-c%20nonsense%3D1`);
    expect(wrong.stderr).toContain('refused the connection (unrecognized configuration parameter "nonsense")');
  });
});
