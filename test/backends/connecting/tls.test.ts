import {chown, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startOwnPostgres} from '../../../scripts/postgres-server.js';
import {readTls} from '../../../src/backends/db/postgres/connecting/tls.ts';
import {connected, refusal} from '../../support/connecting.ts';
import {withPlainClient} from '../../support/postgres.ts';
import {putTlsFile, tlsText} from '../../support/tls/files.ts';
import {until} from '../../support/until.ts';

type Server = Awaited<ReturnType<typeof startOwnPostgres>>;

let withTls: Server;
let withoutTls: Server;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lse-home-'));
  const [certificate, key, authority] = await Promise.all([
    tlsText('server.crt'),
    tlsText('server.key'),
    tlsText('authority.crt'),
  ]);
  [withTls, withoutTls] = await Promise.all([
    startOwnPostgres({
      settings: ['ssl=on', 'ssl_ca_file=authority.crt', 'password_encryption=scram-sha-256'],
      files: {'server.crt': certificate, 'server.key': key, 'authority.crt': authority},
      hba: [
        'host      all postgres   127.0.0.1/32 trust',
        'hostssl   all only_tls   127.0.0.1/32 trust',
        'hostnossl all only_plain 127.0.0.1/32 trust',
        'hostssl   all certified  127.0.0.1/32 cert',
        'host      all scram      127.0.0.1/32 scram-sha-256',
      ],
    }),
    startOwnPostgres({
      settings: ['password_encryption=scram-sha-256'],
      hba: ['host all postgres 127.0.0.1/32 trust', 'host all scram 127.0.0.1/32 scram-sha-256'],
    }),
  ]);
  for (const {url} of [withTls, withoutTls]) {
    await withPlainClient(`${url}?sslmode=disable`, async (client) => {
      for (const role of ['only_tls', 'only_plain', 'certified']) await client.query(`create role ${role} login`);
      await client.query(`create role scram login password 'right'`);
    });
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([withTls?.stop(), withoutTls?.stop()]);
  await rm(home, {recursive: true, force: true});
});

/** A URL of the server by the name that its certificate is for. */
function urlOf({url}: Server, {user = 'postgres', host = 'localhost', query = ''} = {}): string {
  const {port} = new URL(url);
  return `postgres://${user}@${host}:${port}/postgres${query === '' ? '' : `?${query}`}`;
}

const environment = (variables: Readonly<Record<string, string>> = {}) => ({HOME: home, ...variables});

describe('what TLS is read with', () => {
  const decided = async (root: string | null) => {
    const given = new Map(root === null ? [] : [['sslrootcert', {value: root, from: 'the URL'}]]);
    return (await readTls(given, home, {}, [])).options;
  };

  // Without a list Node reads all roots that it brings, in 40 ms of each command.
  it('has no roots if nothing is verified, and else those that were given', async () => {
    expect(await decided(null)).toMatchObject({ca: [], rejectUnauthorized: false});
    const path = await putTlsFile('authority.crt', join(home, 'authority.crt'));
    expect(await decided(path)).toMatchObject({
      ca: Buffer.from(await tlsText('authority.crt')),
      rejectUnauthorized: true,
    });
  });
});
const file = (name: Parameters<typeof putTlsFile>[0], mode?: number) => putTlsFile(name, join(home, name), mode);

describe('sslmode', () => {
  it.each([
    ['', true, false],
    ['sslmode=disable', false, false],
    ['sslmode=allow', false, false],
    ['sslmode=prefer', true, false],
    ['sslmode=require', true, null],
    ['ssl=true', true, null],
  ] as const)("'%s' encrypts where it should, and verifies nothing", async (query, onTls, onPlain) => {
    expect((await connected(urlOf(withTls, {query}), environment())).encrypted).toBe(onTls);
    if (onPlain === null) {
      expect(await refusal(urlOf(withoutTls, {query}), environment())).toMatch(
        /has no TLS, which sslmode=require asks for/,
      );
    } else {
      expect((await connected(urlOf(withoutTls, {query}), environment())).encrypted).toBe(onPlain);
    }
  });

  it.each(['verify-ca', 'verify-full'])('%s refuses a server without TLS', async (mode) => {
    const query = `sslmode=${mode}&sslrootcert=${await file('authority.crt')}`;
    expect(await refusal(urlOf(withoutTls, {query}), environment())).toContain(
      `has no TLS, which sslmode=${mode} asks for`,
    );
  });

  it.each([
    ['verify-full', 'localhost', 'authority.crt', true],
    ['verify-full', '127.0.0.1', 'authority.crt', /shows the certificate of another host \(.*127\.0\.0\.1/],
    ['verify-full', 'localhost', 'stranger.crt', /shows a certificate that is not to be trusted/],
    ['verify-ca', 'localhost', 'authority.crt', true],
    ['verify-ca', '127.0.0.1', 'authority.crt', true],
    ['verify-ca', 'localhost', 'stranger.crt', /shows a certificate that is not to be trusted/],
    // As libpq: a root certificate that was given is used.
    ['require', '127.0.0.1', 'authority.crt', true],
    ['require', 'localhost', 'stranger.crt', /shows a certificate that is not to be trusted .*sslrootcert/],
    // As libpq: what does not verify is asked without TLS.
    ['prefer', 'localhost', 'stranger.crt', false],
    ['prefer', 'localhost', 'authority.crt', true],
  ] as const)('%s of %s under %s', async (mode, host, root, expected) => {
    const query = `sslmode=${mode}&sslrootcert=${await file(root)}`;
    const url = urlOf(withTls, {host, query});
    if (typeof expected === 'boolean') expect((await connected(url, environment())).encrypted).toBe(expected);
    else expect(await refusal(url, environment())).toMatch(expected);
  });

  it('verifies the name that was given, wherever hostaddr says that it is', async () => {
    const root = await file('authority.crt');
    const query = (host: string) => `host=${host}&hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=${root}`;
    const port = new URL(withTls.url).port;
    expect(
      (await connected(`postgres://postgres@:${port}/postgres?${query('localhost')}`, environment())).encrypted,
    ).toBe(true);
    expect(await refusal(`postgres://postgres@:${port}/postgres?${query('db.example.org')}`, environment())).toContain(
      'another host',
    );
  });

  it('finds the root certificate in the home directory', async () => {
    const query = 'sslmode=verify-full';
    expect(await refusal(urlOf(withTls, {query}), environment())).toMatch(
      /sslmode=verify-full needs a root certificate and .*\.postgresql\/root\.crt is not there; give sslrootcert=/,
    );
    await mkdir(join(home, '.postgresql'), {recursive: true});
    const root = join(home, '.postgresql', 'root.crt');
    await putTlsFile('authority.crt', root);
    expect((await connected(urlOf(withTls, {query}), environment())).encrypted).toBe(true);
    await putTlsFile('stranger.crt', root);
    expect(await refusal(urlOf(withTls, {query: 'sslmode=require'}), environment())).toContain('not to be trusted');
    await rm(root);
  });

  it('trusts with sslrootcert=system what the system trusts, and then verifies the host', async () => {
    const query = 'sslrootcert=system';
    expect(await refusal(urlOf(withTls, {query}), environment())).toContain('not to be trusted');
    const trusting = environment({SSL_CERT_FILE: await file('authority.crt')});
    expect((await connected(urlOf(withTls, {query}), trusting)).encrypted).toBe(true);
    expect(await refusal(urlOf(withTls, {query, host: '127.0.0.1'}), trusting)).toContain('another host');
    expect(await refusal(urlOf(withTls, {query: `${query}&sslmode=require`}), trusting)).toContain(
      'sslrootcert=system does not go with sslmode=require; write sslmode=verify-full',
    );
  });

  it.each(['bogus', 'no-verify', 'true', 'PREFER'])('%s is refused', async (mode) => {
    const message = await refusal(urlOf(withTls, {query: `sslmode=${mode}`}), environment());
    expect(message).toContain(
      `(sslmode of the URL is '${mode}'; known are disable, allow, prefer, require, verify-ca, verify-full)`,
    );
    expect(await refusal(urlOf(withTls), environment({PGSSLMODE: mode}))).toContain(
      `(PGSSLMODE is '${mode}'; known are`,
    );
  });

  it('comes from the environment, below the URL', async () => {
    expect((await connected(urlOf(withTls), environment({PGSSLMODE: 'disable'}))).encrypted).toBe(false);
    const above = urlOf(withTls, {query: 'sslmode=require'});
    expect((await connected(above, environment({PGSSLMODE: 'disable'}))).encrypted).toBe(true);
    const verifying = environment({PGSSLMODE: 'verify-ca', PGSSLROOTCERT: await file('stranger.crt')});
    expect(await refusal(urlOf(withTls), verifying)).toContain('not to be trusted');
  });
});

describe('a rule of the server about TLS', () => {
  it.each([
    ['only_tls', '', true],
    ['only_tls', 'sslmode=allow', true],
    ['only_plain', '', false],
    ['only_plain', 'sslmode=allow', false],
    ['only_tls', 'sslmode=disable', null],
    ['only_plain', 'sslmode=require', null],
  ] as const)('for %s is kept under %s', async (user, query, expected) => {
    const url = urlOf(withTls, {user, query});
    if (expected === null)
      expect(await refusal(url, environment())).toMatch(/does not let the role .* in \(no pg_hba\.conf entry/);
    else expect((await connected(url, environment())).encrypted).toBe(expected);
  });

  it('that lets nobody in is told for both ways', async () => {
    const message = await refusal(urlOf(withTls, {user: 'nobody'}), environment());
    expect(message).toMatch(
      /no pg_hba\.conf entry .*SSL encryption\), and .*no pg_hba\.conf entry .*no encryption\)\./,
    );
  });
});

describe('the rest of TLS', () => {
  it('signs in by a client certificate', async () => {
    const url = (query: string) => urlOf(withTls, {user: 'certified', query: `sslmode=require${query}`});
    const cert = await file('client.crt');
    expect(await refusal(url(''), environment())).toMatch(/certificate/);
    expect((await connected(url(`&sslcert=${cert}&sslkey=${await file('client.key')}`), environment())).user).toBe(
      'certified',
    );
    const locked = `&sslcert=${cert}&sslkey=${await file('client-locked.key')}`;
    expect((await connected(url(`${locked}&sslpassword=opens-the-key`), environment())).user).toBe('certified');
    expect(await refusal(url(`${locked}&sslpassword=wrong`), environment())).toContain(
      'the certificates or the key cannot be used',
    );
    expect(
      await refusal(url(`&sslcert=${cert}&sslkey=${await file('client.key')}&sslcertmode=disable`), environment()),
    ).toMatch(/certificate/);
    expect(await refusal(url(`&sslcert=${cert}&sslkey=${await file('client.key', 0o644)}`), environment())).toMatch(
      /the private key .* may be read by others; run: chmod 600/,
    );
    expect(await refusal(url(`&sslcert=${cert}`), environment())).toMatch(
      /sslcert without sslkey names a file that cannot be read \(ENOENT\)/,
    );
  });

  it('refuses a certificate that was revoked', async () => {
    const query = async (list: 'empty.crl' | 'revoked.crl') =>
      `sslmode=verify-ca&sslrootcert=${await file('authority.crt')}&sslcrl=${await file(list)}`;
    expect((await connected(urlOf(withTls, {query: await query('empty.crl')}), environment())).encrypted).toBe(true);
    expect(await refusal(urlOf(withTls, {query: await query('revoked.crl')}), environment())).toMatch(
      /not to be trusted \(.*revoked\)/,
    );
  });

  it('starts TLS at once where it is told to and the server can, which is PostgreSQL 17 and newer', async () => {
    const query = 'sslmode=require&sslnegotiation=direct';
    const closed =
      /localhost:\d+\/\S+ closed the connection when TLS began at once, which sslnegotiation=direct asks for/;
    const version = await withPlainClient(`${withTls.url}?sslmode=disable`, async (client) => {
      const {rows} = await client.query<{server_version_num: string}>('show server_version_num');
      return Number(rows[0]?.server_version_num);
    });
    if (version >= 17_00_00) expect((await connected(urlOf(withTls, {query}), environment())).encrypted).toBe(true);
    else expect(await refusal(urlOf(withTls, {query}), environment())).toMatch(closed);
    expect(await refusal(urlOf(withoutTls, {query}), environment())).toMatch(closed);
    expect(await refusal(urlOf(withTls, {query: 'sslnegotiation=direct'}), environment())).toContain(
      'sslnegotiation=direct does not go with sslmode=prefer; write sslmode=require',
    );
  });

  it('lets a group read a key of root alone', async () => {
    const [cert, key] = [await file('client.crt'), await file('client.key', 0o640)];
    const url = urlOf(withTls, {user: 'certified', query: `sslmode=require&sslcert=${cert}&sslkey=${key}`});
    if (process.getuid?.() === 0) {
      expect((await connected(url, environment())).user).toBe('certified');
      await chown(key, 65_534, 65_534);
    }
    expect(await refusal(url, environment())).toContain(`the private key ${key} may be read by others`);
  });

  it('says so where it has no version in common with the server', async () => {
    const change = (sql: string) =>
      withPlainClient(`${withTls.url}?sslmode=disable`, async (client) => {
        await client.query(sql);
        await client.query('select pg_reload_conf()');
      });
    await change(`alter system set ssl_min_protocol_version = 'TLSv1.3'`);
    try {
      const url = urlOf(withTls, {query: 'sslmode=require&ssl_max_protocol_version=TLSv1.2'});
      // The server reads its settings again in its own time.
      await until('the server refuses', () =>
        connected(url, environment()).then(
          () => false,
          () => true,
        ),
      );
      expect(await refusal(url, environment())).toMatch(
        /cannot agree with lse on TLS \((?:ERR_SSL_|EPROTO).*\)\. Look at ssl_min_protocol_version here and at the server/,
      );
    } finally {
      await change('alter system reset ssl_min_protocol_version');
    }
  });

  it('reads no file of the home directory that is none, and passes none over', async () => {
    const root = join(home, '.postgresql', 'root.crt');
    await mkdir(root, {recursive: true});
    expect(await refusal(urlOf(withTls, {query: 'sslmode=require'}), environment())).toContain(
      `(${root} cannot be read (no regular file))`,
    );
    await rm(root, {recursive: true});
  });

  it('has nothing to trust where SSL_CERT_FILE is not there', async () => {
    expect(
      await refusal(urlOf(withTls, {query: 'sslrootcert=system'}), environment({SSL_CERT_FILE: '/nowhere/ca.crt'})),
    ).toContain('SSL_CERT_FILE names a file that cannot be read (ENOENT)');
  });

  it('takes nothing for a list of what was revoked that is none', async () => {
    const list = join(home, 'not-a.crl');
    await writeFile(list, 'nothing of the kind');
    const query = `sslmode=verify-ca&sslrootcert=${await file('authority.crt')}&sslcrl=${list}`;
    expect(await refusal(urlOf(withTls, {query}), environment())).toMatch(
      /the certificates or the key cannot be used \([^)]+\)/,
    );
  });

  it('keeps to the versions of TLS that were asked for', async () => {
    const query = 'ssl_min_protocol_version=TLSv1.3&ssl_max_protocol_version=TLSv1.2';
    expect(await refusal(urlOf(withTls, {query}), environment())).toContain('is above');
    const old = 'sslmode=require&ssl_max_protocol_version=TLSv1.2';
    expect((await connected(urlOf(withTls, {query: old}), environment())).encrypted).toBe(true);
  });

  it('binds the sign-in to the connection', async () => {
    const signIn = environment({PGPASSWORD: 'right'});
    const asked = (query: string, server = withTls, user = 'scram') => urlOf(server, {user, query});
    expect((await connected(asked('channel_binding=require'), signIn)).encrypted).toBe(true);
    expect((await connected(asked('channel_binding=disable'), signIn)).encrypted).toBe(true);
    expect((await connected(asked(''), signIn)).encrypted).toBe(true);
    for (const [query, server, user] of [
      ['channel_binding=require&sslmode=disable', withTls, 'scram'],
      ['channel_binding=require', withoutTls, 'scram'],
      ['channel_binding=require', withTls, 'postgres'],
    ] as const) {
      expect(await refusal(asked(query, server, user), signIn)).toContain('offers no channel binding');
    }
  });

  it.each([
    ['sslrootcert=/nowhere/root.crt', 'sslrootcert of the URL names a file that cannot be read (ENOENT)'],
    ['sslcert=/nowhere/client.crt', 'sslcert of the URL names a file that cannot be read (ENOENT)'],
    ['sslcrldir=/nowhere', 'put the list into one file and give sslcrl'],
  ])('%s is refused', async (query, expected) => {
    expect(await refusal(urlOf(withTls, {query}), environment())).toContain(expected);
  });
});
