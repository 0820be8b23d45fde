import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {createConnection, createServer, type Server as NetServer} from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import pg from 'pg';
import {startOwnPostgres} from '../../scripts/postgres-server.js';
import {Client} from '../../src/backends/db/postgres/client.ts';
import {readAddress} from '../../src/backends/db/postgres/connecting/address.ts';
import {connect} from '../../src/backends/db/postgres/connecting/connect.ts';
import {Connection} from '../../src/backends/db/postgres/connection.ts';
import {asDatabaseError, isPassing} from '../../src/backends/db/postgres/database-error.ts';
import {defaultLimits, formatDuration} from '../../src/backends/db/postgres/limits.ts';
import {streamInSavepoint, withSavepoint} from '../../src/backends/db/postgres/savepoint.ts';
import {withTransaction} from '../../src/backends/db/postgres/transaction.ts';
import {withPlainClient} from '../support/postgres.ts';
import {tlsText} from '../support/tls/files.ts';
import {until} from '../support/until.ts';

type Server = Awaited<ReturnType<typeof startOwnPostgres>>;

let server: Server;
let folder: string;
let port: string;

beforeAll(async () => {
  folder = await mkdtemp('/tmp/lse-socket-');
  await chmod(folder, 0o777);
  const [certificate, key] = await Promise.all([tlsText('server.crt'), tlsText('server.key')]);
  server = await startOwnPostgres({
    settings: ['ssl=on', `unix_socket_directories=${folder}`],
    files: {'server.crt': certificate, 'server.key': key},
    hba: ['local all postgres trust', 'host all postgres 127.0.0.1/32 trust'],
  });
  port = new URL(server.url).port;
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, {recursive: true, force: true});
});

const context = {location: 'the test', limits: defaultLimits, notice: () => {}};

async function open(url: string): Promise<Client> {
  return new Client(await connect(await readAddress(url, {HOME: '/nowhere'})), context);
}

const overTls = () => `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=require`;
const inClear = () => `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`;
const overSocket = () => `postgres://postgres@:${port}/postgres?host=${folder}`;

/** How many sessions work on the statement right now. */
async function working(mark: string): Promise<number> {
  return withPlainClient(inClear(), async (client) => {
    const sql = `select count(*)::int as number from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like $1`;
    return (await client.query<{number: number}>(sql, [`%${mark}%`])).rows[0]?.number ?? 0;
  });
}

describe('a connection that is ended while the server works', () => {
  it.each([
    ['over TLS', overTls],
    ['over a socket of this machine', overSocket],
    ['in clear', inClear],
  ])(
    'has the work cancelled at the server, %s',
    async (mark, url) => {
      const client = await open(url());
      const wait = client.query(`select pg_sleep(60) /* ${mark} */`);
      wait.catch(() => {});
      await until('the server works', async () => (await working(mark)) === 1);
      const reason = new Error('enough');
      await client.abort(reason);
      await expect(wait).rejects.toMatchObject({code: 'LOST', cause: reason});
      await until('the server has stopped', async () => (await working(mark)) === 0);
      await expect(client.query('select 1')).rejects.toMatchObject({code: 'LOST', cause: reason});
    },
    30_000,
  );

  it('asks in TLS, too, where the connection is', async () => {
    const starts: string[] = [];
    const listener: NetServer = createServer((socket) => {
      const target = createConnection(Number(port), '127.0.0.1');
      socket.once('data', (bytes: Buffer) => starts.push(bytes.subarray(4, 8).toString('hex')));
      for (const end of [socket, target]) end.on('error', () => {});
      socket.pipe(target).pipe(socket);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const {port: itsPort} = listener.address() as {port: number};
    const client = await open(overTls().replace(port, String(itsPort)));
    const wait = client.query('select pg_sleep(60)');
    wait.catch(() => {});
    await client.abort(new Error('enough'));
    await expect(wait).rejects.toMatchObject({code: 'LOST'});
    // What asks a server for TLS, 1234 and 5679.
    expect(starts).toEqual(['04d2162f', '04d2162f']);
    listener.close();
  });

  it('asks nobody to cancel where nothing is under way', async () => {
    const client = await open(inClear());
    await client.abort(new Error('enough'));
    expect(client.isBroken).toBe(true);
    await client.close();
  });
});

describe('two questions at once', () => {
  it('have an answer each, and one that fails leaves the other one alone', async () => {
    const client = await open(inClear());
    const [one, two] = await Promise.allSettled([client.query('select 1/0'), client.query('select 2 as two')]);
    expect(one).toMatchObject({status: 'rejected', reason: {code: '22012'}});
    expect(two).toMatchObject({status: 'fulfilled', value: {rows: [{two: '2'}]}});
    await client.close();
  });

  it('end both with the reason of the server where it ends the connection', async () => {
    const client = await open(inClear());
    const both = [client.query('select pg_terminate_backend(pg_backend_pid())'), client.query('select 2')];
    for (const each of await Promise.allSettled(both)) {
      expect(each).toMatchObject({status: 'rejected', reason: {code: '57P01'}});
      expect(client.raised((each as PromiseRejectedResult).reason)).toBe(true);
    }
    expect(client.isBroken).toBe(true);
    await client.close();
  });
});

describe('a transaction', () => {
  it('in which a failure was passed over is no success', async () => {
    const client = await open(inClear());
    await client.query('create table kept (id integer)');
    const work = withTransaction(client, 'write', async () => {
      await client.query('insert into kept values (1)');
      await client.query('select 1/0').catch(() => {});
    });
    await expect(work).rejects.toThrow('a failed transaction was to be committed');
    const {rows} = await client.query('select count(*) as number from kept');
    expect(rows).toEqual([{number: '0'}]);
    await client.close();
  });

  it('that ends after an answer is told by the question that was asked, and not by the next one', async () => {
    const client = await open(inClear());
    // As on a cluster, if a node that has answered is lost: the server takes no end of the savepoint.
    const takeAway = () => client.query('release savepoint question');
    const refused = {message: expect.stringContaining('savepoint "question" does not exist')};
    await withTransaction(client, 'snapshot', () =>
      expect(withSavepoint(client, 'the test', takeAway)).rejects.toMatchObject(refused),
    );
    const answer = async function* () {
      await takeAway();
      yield 'answer';
    };
    await withTransaction(client, 'snapshot', async () => {
      const rows = streamInSavepoint(client, 'the test', answer);
      expect(await rows.next()).toEqual({value: 'answer', done: false});
      await expect(rows.next()).rejects.toMatchObject(refused);
    });
    await client.close();
  });

  it('that ended with a question tells every later one the reason, and the next transaction is none of it', async () => {
    const client = await open(inClear());
    const ask = async (): Promise<object[]> => (await client.query('select 1 as one')).rows;
    // As on a cluster, if a node was lost: the failure cannot be taken back.
    const end = async (): Promise<object[]> => {
      await client.query('release savepoint question');
      return (await client.query('select 1/0')).rows;
    };
    const messages: string[] = [];
    await withTransaction(client, 'snapshot', async () => {
      for (const question of [end, ask, ask]) {
        await withSavepoint(client, 'the test', question).catch(({message}) => messages.push(message));
      }
    });
    expect(messages).toEqual(Array(3).fill(expect.stringContaining('division by zero')));
    const rows = await withTransaction(client, 'snapshot', () => withSavepoint(client, 'the test', ask));
    expect(rows).toEqual([{one: '1'}]);
    await client.close();
  });

  it('that writes is refused by a standby, which is named as the reason', async () => {
    const standby = await startOwnPostgres({files: {'standby.signal': ''}});
    try {
      const client = await open(`${standby.url}?sslmode=disable`);
      await expect(withTransaction(client, 'write', async () => {})).rejects.toMatchObject({
        message: 'The database the test is read-only (the server is a standby); nothing was written.',
        hint: 'Write on its primary server, by another LSE_DATABASE_URL.',
      });
      await client.close();
    } finally {
      await standby.stop();
    }
  }, 60_000);
});

describe('a conflict with the recovery of a standby', () => {
  const HINT = expect.stringContaining('alter system set max_standby_streaming_delay');

  it('is told with what gives readers more time', async () => {
    const client = await open(inClear());
    const conflict = `do $$ begin raise 'canceling statement due to conflict with recovery' using errcode = '40001'; end $$`;
    const error = await client.query(conflict).catch((reason: Error) => reason);
    await client.close();
    expect(asDatabaseError('the test', error)).toMatchObject({
      message: 'The database the test failed (canceling statement due to conflict with recovery).',
      hint: HINT,
    });
    const ended = Object.assign(new Error('terminating connection'), {severity: 'FATAL', code: '40001'});
    expect(asDatabaseError('the test', ended)).toMatchObject({
      message: 'The connection to the database the test broke (terminating connection).',
      hint: HINT,
    });
  });
});

describe('a server that gives no number to cancel by, as some poolers do', () => {
  it('is left without being asked to', async () => {
    let connections = 0;
    const listener: NetServer = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      // Signed in, and ready for a question, which it never answers.
      socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')));
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const {port: itsPort} = listener.address() as {port: number};
    const client = await open(`postgres://u@127.0.0.1:${itsPort}/d?sslmode=disable`);
    const wait = client.query('select 1');
    wait.catch(() => {});
    await client.abort(new Error('enough'));
    await expect(wait).rejects.toMatchObject({code: 'LOST'});
    expect(connections).toBe(1);
    listener.close();
  });
});

describe('another attempt', () => {
  it('is not made once the connection was closed during the wait for it', async () => {
    const notices: string[] = [];
    let attempts = 0;
    const listener: NetServer = createServer((socket) => {
      attempts += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const connection: Connection = new Connection({
      url: `postgres://u@127.0.0.1:${(listener.address() as {port: number}).port}/d?sslmode=disable`,
      location: 'the test',
      limits: defaultLimits,
      notice: (line) => {
        notices.push(line);
        void connection.close();
      },
    });
    await expect(connection.run(async () => {})).rejects.toMatchObject({code: 'LSE_CONNECTION'});
    listener.close();
    expect(notices).toEqual([expect.stringContaining('(1 of 4)')]);
    expect(attempts).toBe(1);
  });

  it.each([
    ['server_login_retry: connect to server failed', true],
    ['query_wait_timeout', true],
    ['invalid message format', false],
  ])('after a violated protocol depends on whether a pooler means the server behind it: %s', (message, expected) => {
    const error = Object.assign(new pg.DatabaseError(message, 1, 'error'), {severity: 'FATAL', code: '08P01'});
    expect(isPassing(error)).toBe(expected);
    expect(isPassing(new Error('outer', {cause: error}))).toBe(expected);
  });
});

describe('a duration', () => {
  it.each([
    [999, '999 ms'],
    [1500, '1.5 s'],
    [119_999, '120 s'],
    [600_000, '10 min'],
    [90_000_000, '1500 min'],
  ])('of %d ms is written as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
