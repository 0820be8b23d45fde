import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server as NetServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startOwnPostgres} from '../../../scripts/postgres-server.js';
import {readAddress} from '../../../src/backends/db/postgres/connecting/address.ts';
import {connect} from '../../../src/backends/db/postgres/connecting/connect.ts';
import {connected, refusal} from '../../support/connecting.ts';

type Server = Awaited<ReturnType<typeof startOwnPostgres>>;

let primary: Server;
let standby: Server;
let readOnly: Server;
const ENVIRONMENT = {HOME: '/nowhere'};

beforeAll(async () => {
  [primary, standby, readOnly] = await Promise.all([
    startOwnPostgres(),
    // In recovery from a clean start, with nobody to follow: it answers as every hot standby does.
    startOwnPostgres({files: {'standby.signal': ''}}),
    startOwnPostgres({settings: ['default_transaction_read_only=on']}),
  ]);
}, 60_000);

afterAll(async () => {
  await Promise.all([primary?.stop(), standby?.stop(), readOnly?.stop()]);
});

const portOf = ({url}: Server): number => Number(new URL(url).port);

function urlOf(hosts: readonly (Server | number | string)[], query = ''): string {
  const written = hosts.map((host) =>
    typeof host === 'string' ? host : `127.0.0.1:${typeof host === 'number' ? host : portOf(host)}`,
  );
  return `postgres://postgres@${written.join(',')}/postgres${query === '' ? '' : `?${query}`}`;
}

/** A server that does `answer` to whoever connects, and the port that it listens on. */
async function withListener<T>(answer: (socket: Socket) => void, work: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const listener: NetServer = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    answer(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    return await work((listener.address() as {port: number}).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

describe('several hosts', () => {
  it('are tried in order, past those that are away', async () => {
    expect((await connected(urlOf([1, primary, readOnly]), ENVIRONMENT)).port).toBe(portOf(primary));
    expect((await connected(urlOf([readOnly, primary]), ENVIRONMENT)).port).toBe(portOf(readOnly));
    expect((await connected(urlOf(['nowhere.invalid', primary]), ENVIRONMENT)).port).toBe(portOf(primary));
  });

  it('may be given as parameters and by the environment, with one port or one each', async () => {
    const port = portOf(primary);
    for (const [url, variables] of [
      [`postgres://postgres@/postgres?host=127.0.0.1,127.0.0.1&port=1,${port}`, {}],
      [`postgres://postgres@127.0.0.1,127.0.0.1/postgres?port=${port}`, {}],
      ['postgres://', {PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres', PGDATABASE: 'postgres'}],
      [`postgres://postgres@nowhere.invalid/postgres?hostaddr=127.0.0.1&port=${port}`, {}],
      ['postgres://postgres@/postgres', {PGHOSTADDR: '127.0.0.1', PGPORT: String(port)}],
    ] as const) {
      expect((await connected(url, {...ENVIRONMENT, ...variables})).port).toBe(port);
    }
  });

  it('that are all away are each named with the reason', async () => {
    const error = await connect(await readAddress(urlOf([1, 'nowhere.invalid', 2]), ENVIRONMENT)).catch(
      (reason) => reason,
    );
    expect(error).toMatchObject({code: 'LSE_CONNECTION', isPassing: true});
    expect(error.message).toMatch(
      /^No server of the database postgres:\/\/postgres@127\.0\.0\.1:1,nowhere\.invalid,127\.0\.0\.1:2\/postgres can be used: 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\); nowhere\.invalid:5432 cannot be reached \(.*(?:ENOTFOUND|EAI_AGAIN).*\); 127\.0\.0\.1:2 cannot be reached/,
    );
  });

  it('are named with brackets where they are IPv6 addresses', async () => {
    expect(await refusal(urlOf(['[::1]:1', 1]), ENVIRONMENT)).toMatch(
      /can be used: \[::1\]:1 cannot be reached \(.*\); 127\.0\.0\.1:1 cannot be reached/,
    );
  });

  it('are not asked further where one says no to the user', async () => {
    const message = await refusal(urlOf([primary, readOnly]).replace(/postgres$/, 'missing'), ENVIRONMENT);
    expect(message).toMatch(/database "missing" does not exist/);
    expect(message).not.toContain('No server');
    const error = await connect(
      await readAddress(urlOf([1, primary]).replace(/postgres$/, 'missing'), ENVIRONMENT),
    ).catch((reason) => reason);
    expect(error).toMatchObject({code: 'LSE_CONNECTION', isPassing: false});
  });

  it('are tried at random where the load is to be spread', async () => {
    const url = urlOf([primary, readOnly], 'load_balance_hosts=random');
    const ports = new Set<number>();
    // The chance that all of 40 are the same is 2 in 10^12.
    for (let time = 0; time < 40; time += 1) ports.add((await connected(url, ENVIRONMENT)).port);
    expect(ports).toEqual(new Set([portOf(primary), portOf(readOnly)]));
  });
});

describe('a socket of the same machine', () => {
  it('is found by its folder, or in the usual one, and is not encrypted whatever the mode', async () => {
    const folder = await mkdtemp('/tmp/lse-socket-');
    await chmod(folder, 0o777);
    const local = await startOwnPostgres({
      settings: [`unix_socket_directories=${folder}, /tmp`, 'listen_addresses='],
      hba: ['local all postgres trust', 'local all all scram-sha-256'],
    });
    try {
      const port = portOf(local);
      const named = `postgres://postgres@${encodeURIComponent(folder)}:${port}/postgres`;
      expect((await connected(`${named}?sslmode=require`, ENVIRONMENT)).encrypted).toBe(false);
      expect((await connected(`postgres://postgres@/postgres?host=${folder}&port=${port}`, ENVIRONMENT)).user).toBe(
        'postgres',
      );
      const usual = `postgres://postgres@:${port}/postgres`;
      expect((await connected(usual, ENVIRONMENT)).user).toBe('postgres');
      expect(await refusal(named.replace(String(port), '1'), ENVIRONMENT)).toContain(
        'cannot be reached (there is no socket ',
      );

      const client = await connect(await readAddress(named, ENVIRONMENT));
      await client.query(`create role lse login password 'right'`);
      await client.end();
      const file = join(folder, 'passwords');
      await writeFile(file, `${folder}:*:*:*:right\nlocalhost:*:*:*:right\n`, {mode: 0o600});
      const withFile = {...ENVIRONMENT, PGPASSFILE: file};
      expect((await connected(named.replace('postgres@', 'lse@'), withFile)).user).toBe('lse');
      expect((await connected(usual.replace('postgres@', 'lse@'), withFile)).user).toBe('lse');
    } finally {
      await local.stop();
      await rm(folder, {recursive: true});
    }
  }, 30_000);
});

describe('target_session_attrs', () => {
  it.each([
    ['any', 'standby'],
    ['read-write', 'primary'],
    ['primary', 'readOnly'],
    ['read-only', 'standby'],
    ['standby', 'standby'],
    ['prefer-standby', 'standby'],
  ] as const)('%s takes the first that will do', async (target, expected) => {
    const servers = {primary, standby, readOnly};
    const query = `target_session_attrs=${target}`;
    expect((await connected(urlOf([standby, readOnly, primary], query), ENVIRONMENT)).port).toBe(
      portOf(servers[expected]),
    );
    const variables = {...ENVIRONMENT, PGTARGETSESSIONATTRS: target};
    expect((await connected(urlOf([standby, readOnly, primary]), variables)).port).toBe(portOf(servers[expected]));
  });

  it('prefers a standby, wherever it stands, and else takes any', async () => {
    const query = 'target_session_attrs=prefer-standby';
    expect((await connected(urlOf([primary, standby], query), ENVIRONMENT)).port).toBe(portOf(standby));
    expect((await connected(urlOf([1, primary], query), ENVIRONMENT)).port).toBe(portOf(primary));
  });

  it('says of each server why it will not do', async () => {
    const error = await connect(
      await readAddress(urlOf([standby, readOnly, 1], 'target_session_attrs=read-write'), ENVIRONMENT),
    ).catch((reason) => reason);
    expect(error.message).toMatch(
      /127\.0\.0\.1:\d+ is read-only, and target_session_attrs=read-write asks for another; .*is read-only.*; 127\.0\.0\.1:1 cannot be reached/,
    );
    expect(error.isPassing).toBe(true);
    expect(await refusal(urlOf([primary], 'target_session_attrs=read-only'), ENVIRONMENT)).toContain(
      'is not read-only',
    );
    expect(await refusal(urlOf([primary], 'target_session_attrs=standby'), ENVIRONMENT)).toContain('is not a standby');
    expect(await refusal(urlOf([standby], 'target_session_attrs=primary'), ENVIRONMENT)).toContain('is a standby');
    expect(await refusal(urlOf([primary], 'target_session_attrs=master'), ENVIRONMENT)).toContain(
      `target_session_attrs of the URL is 'master'; known are any, read-write`,
    );
  });
});

describe('keepalives', () => {
  it.each([
    ['', 60_000],
    ['keepalives_idle=5', 5000],
    ['keepalives_idle=0', 60_000],
    ['keepalives=0', null],
    ['keepalives=0&keepalives_idle=5', null],
  ])('with %j are sent after so many milliseconds: %s', async (query, expected) => {
    const address = await readAddress(urlOf([primary], query), ENVIRONMENT);
    expect(address.keepAlive).toBe(expected);
    expect((await connected(urlOf([primary], query), ENVIRONMENT)).port).toBe(portOf(primary));
  });
});

describe('a server that is none', () => {
  const within = (query: string) => `connect_timeout=1${query}`;

  it.each([
    ['accepts and is silent', () => {}, '&sslmode=disable'],
    ['is silent when asked for TLS', () => {}, ''],
    ['is silent after it agreed to TLS', (socket: Socket) => socket.once('data', () => socket.write('S')), ''],
  ] as const)('that %s is left after connect_timeout', async (_, answer, query) => {
    await withListener(answer, async (port) => {
      const message = await refusal(urlOf([port], within(query)), ENVIRONMENT);
      expect(message).toContain('cannot be reached (no answer within 1 s)');
      expect((await connected(urlOf([port, primary], within(query)), ENVIRONMENT)).port).toBe(portOf(primary));
    });
  });

  it.each([
    ['asks for Kerberos', Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 7]), /Unknown authenticationOk message type 7/],
    ['speaks HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), /cannot be reached/],
    ['closes at once', null, /cannot be reached \(Connection terminated unexpectedly\)/],
  ] as const)('that %s is an error like any other', async (_, bytes, expected) => {
    await withListener(
      (socket) => socket.once('data', () => (bytes === null ? socket.destroy() : socket.write(bytes))),
      async (port) => {
        expect(await refusal(urlOf([port], within('&sslmode=disable')), ENVIRONMENT)).toMatch(expected);
      },
    );
  });

  it('that asks for a password in clear gets none where that was not allowed', async () => {
    const heard: Buffer[] = [];
    await withListener(
      (socket) => {
        socket.once('data', () => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])));
        socket.on('data', (bytes) => heard.push(bytes));
      },
      async (port) => {
        const query = within('&sslmode=disable&require_auth=scram-sha-256');
        expect(await refusal(urlOf([port], query), {...ENVIRONMENT, PGPASSWORD: 'hunter2'})).toContain('require_auth');
      },
    );
    expect(Buffer.concat(heard).toString('latin1')).toContain('postgres');
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('hunter2');
  });
});
