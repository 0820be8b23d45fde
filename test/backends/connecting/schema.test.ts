import {connect as connectTo, createServer, type Socket} from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../../support/backends.ts';
import {lse, type Outcome} from '../../support/lse.ts';
import {createPostgresDatabase, type TestDatabase, withPlainClient} from '../../support/postgres.ts';
import {documentOf, failingDocument} from '../../support/trace-tree.ts';

const DAY = '2025-09-13';
/** Roles belong to the whole server, which may be shared. */
const OUTSIDER = `lse_test_${process.env.LSE_TEST_RUN}_outsider`;
/** A name with everything that the way to the server has a meaning for. */
const ODD = String.raw`Odd "schema" \ of mine`;

let backends: Backends;
let database: TestDatabase;

beforeAll(async () => {
  backends = await Backends.create();
  database = await createPostgresDatabase('empty');
  await withPlainClient(database.url, async (client) => {
    for (const schema of ['one', ODD]) await client.query(`create schema ${client.escapeIdentifier(schema)}`);
    await client.query(`drop role if exists ${OUTSIDER}; create role ${OUTSIDER} login`);
    await client.query(`grant create on schema one to ${OUTSIDER}`);
  });
});

afterAll(async () => {
  await withPlainClient(database.url, (client) => client.query(`drop owned by ${OUTSIDER}; drop role ${OUTSIDER}`));
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
    expect((await command(ODD, 'db load --reread')).stdout).toBe('Nothing new: 1 file unchanged\n');
    expect((await command(ODD, 'db indexes drop')).code).toBe(0);
    expect((await command(ODD, 'db indexes create')).code).toBe(0);
    expect((await command('one', 'db prune --before 2025-01-01 --apply')).code).toBe(0);
    expect((await command('one', 'db status')).stdout).toMatch(/Rows: +1\n/);

    expect(await tablesOf('one')).toContain('runs_2025_09');
    expect(await tablesOf('one')).not.toContain('runs_2024_01');
    expect(await tablesOf(ODD)).toContain('runs_2025_09');
    expect(await tablesOf('public')).toEqual([]);
    expect((await command(null, 'db status')).stderr).toContain('The tables of lse are in the schema ');
  });

  it('is refused if there is no such schema, or the role may not use it', async () => {
    const none = await command('none', 'db migrate');
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/has no schema 'none'\. .*create schema "none"\n$/);
    const url = new URL(database.url);
    url.username = OUTSIDER;
    const {stderr} = await lse(['db', 'status', '--database-url', `${url.href}?schema=one`]);
    expect(stderr).toContain(
      `does not let the role '${OUTSIDER}' use the schema 'one'. Grant it: grant usage on schema`,
    );
  });

  it('is refused if it is too long for a name, or several', async () => {
    expect((await command('x'.repeat(64), 'db status')).stderr).toContain('schema of the URL is longer than 63 bytes');
    expect((await command('a,b', 'db status')).stderr).toContain('schema of the URL names several schemas');
    expect((await command('', 'db status')).stderr).toContain('schema of the URL is empty');
  });
});

/**
 * Runs `work` with the URL of a pooler that drops `options` of the start in silence, as pgbouncer does that is told to
 * ignore them. What goes on after the start is passed on.
 */
async function withDroppingPooler<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const {port, hostname} = new URL(url);
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connectTo(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    server.pipe(client);
    client.once('data', (start) => {
      const words = start.subarray(8, -1).toString('latin1').split('\0').slice(0, -1);
      const kept = words.flatMap((word, at) => (at % 2 === 0 && word !== 'options' ? [word, words[at + 1]] : []));
      const body = Buffer.from(`${kept.join('\0')}\0\0`, 'latin1');
      const head = Buffer.alloc(8);
      head.writeInt32BE(body.length + 8, 0);
      start.copy(head, 4, 4, 8);
      server.write(Buffer.concat([head, body]));
      client.pipe(server);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const target = new URL(url);
  target.port = String((listener.address() as {port: number}).port);
  try {
    return await work(target.href);
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

describe('a pooler that drops what it does not know', () => {
  it('is noticed, since the rows of another schema would be reported otherwise', async () => {
    await withDroppingPooler(database.url, async (url) => {
      const plain = await lse(['db', 'status', '--database-url', `${url}?sslmode=disable`]);
      expect(plain.stderr).toContain('The tables of lse are in the schema ');
      const {code, stdout, stderr} = await lse([
        'db',
        'migrate',
        '--database-url',
        `${url}?sslmode=disable&schema=one`,
      ]);
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toMatch(
        /does not look names up in the schema 'one' but in 'public', although schema= asks for it\. A pooler dropped it\. .*alter role/,
      );
    });
    expect(await tablesOf('public')).toEqual([]);
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
