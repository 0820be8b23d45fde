import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startOwnPostgres} from '../../../scripts/postgres-server.js';
import {execFileSync} from '../../support/blocking-process.ts';
import {connected, refusal} from '../../support/connecting.ts';
import {withPlainClient} from '../../support/postgres.ts';

type Server = Awaited<ReturnType<typeof startOwnPostgres>>;

/** Everything that a URL, a password file or a service file has a meaning for. */
const ODD = String.raw`p:a\s@s/w?o#r%d =é'"`;

let server: Server;
let port: string;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lse-home-'));
  server = await startOwnPostgres({
    hba: [
      'host all postgres 127.0.0.1/32 trust',
      'host all old      127.0.0.1/32 md5',
      'host all clear    127.0.0.1/32 password',
      'host all all      127.0.0.1/32 scram-sha-256',
    ],
  });
  port = new URL(server.url).port;
  await withPlainClient(server.url, async (client) => {
    await client.query(`create role lse login password 'right'; create role clear login password 'right'`);
    await client.query(`create role odd login password ${client.escapeLiteral(ODD)}`);
    await client.query(`set password_encryption = md5; create role old login password 'right'`);
    await client.query(`reset password_encryption; create role locked login password 'right'`);
    await client.query('create database closed');
    await client.query('revoke connect on database closed from public');
  });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await rm(home, {recursive: true, force: true});
});

const environment = (variables: Readonly<Record<string, string>> = {}) => ({HOME: home, ...variables});

function urlOf({user = 'lse', password = '', query = '', database = 'postgres'} = {}): string {
  const secret = password === '' ? '' : `:${password}`;
  return `postgres://${user}${secret}@127.0.0.1:${port}/${database}${query === '' ? '' : `?${query}`}`;
}

async function write(name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(home, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

describe('a password', () => {
  it.each(['lse', 'old', 'clear'])('of the URL or PGPASSWORD signs %s in, whatever the method', async (user) => {
    expect((await connected(urlOf({user, password: 'right'}), environment())).user).toBe(user);
    expect((await connected(urlOf({user}), environment({PGPASSWORD: 'right'}))).user).toBe(user);
    expect((await connected(urlOf({user, query: 'password=right'}), environment({PGPASSWORD: 'wrong'}))).user).toBe(
      user,
    );
    expect((await connected(urlOf({user, password: 'right'}), environment({PGPASSWORD: 'wrong'}))).user).toBe(user);
  });

  it.each(['lse', 'old', 'clear'])('that is missing is called that, to %s', async (user) => {
    const message = await refusal(urlOf({user}), environment());
    expect(message).toBe(
      `The database postgres://${user}@127.0.0.1:${port}/postgres needs a password for the role '${user}', and none was given. Give the password in PGPASSWORD, in a password file (~/.pgpass, PGPASSFILE), in a service file or, percent-encoded, in the URL.`,
    );
  });

  it.each(['lse', 'old', 'clear'])('that is wrong is called that, with where it came from, to %s', async (user) => {
    const inUrl = await refusal(urlOf({user, password: 'hunter2'}), environment());
    expect(inUrl).toMatch(/refused the password of the role '.*' \(password authentication failed/);
    expect(inUrl).toContain('The password came from password of the URL; correct it there.');
    expect(inUrl).not.toContain('hunter2');
    expect(await refusal(urlOf({user}), environment({PGPASSWORD: 'hunter2'}))).toContain('came from PGPASSWORD;');
    const path = await write('wrong', '*:*:*:*:hunter2\n');
    expect(await refusal(urlOf({user}), environment({PGPASSFILE: path}))).toContain(`came from ${path};`);
  });

  it('of any characters can be written everywhere', async () => {
    const odd = environment();
    expect((await connected(urlOf({user: 'odd', password: encodeURIComponent(ODD)}), odd)).user).toBe('odd');
    expect((await connected(urlOf({user: 'odd', query: `password=${encodeURIComponent(ODD)}`}), odd)).user).toBe('odd');
    expect((await connected(urlOf({user: 'odd'}), environment({PGPASSWORD: ODD}))).user).toBe('odd');
    const line = ODD.replace(/[\\:]/g, String.raw`\$&`);
    const file = await write('odd', `127.0.0.1:${port}:postgres:odd:${line}\n`);
    expect((await connected(urlOf({user: 'odd'}), environment({PGPASSFILE: file}))).user).toBe('odd');
    const service = await write('odd-service', `[odd]\npassword=${ODD}\n`);
    const variables = environment({PGSERVICEFILE: service, PGSERVICE: 'odd'});
    expect((await connected(urlOf({user: 'odd'}), variables)).user).toBe('odd');
  });

  it('is never sent in a way that was not allowed', async () => {
    const password = environment({PGPASSWORD: 'right'});
    expect((await connected(urlOf({query: 'require_auth=scram-sha-256'}), password)).user).toBe('lse');
    expect((await connected(urlOf({query: 'require_auth=!password,!md5'}), password)).user).toBe('lse');
    expect(await refusal(urlOf({user: 'clear', query: 'require_auth=scram-sha-256'}), password)).toContain(
      `asks for the method 'password' to sign in, which require_auth does not allow`,
    );
    expect(await refusal(urlOf({user: 'postgres', query: 'require_auth=scram-sha-256'}), password)).toContain(
      `asks for the method 'none'`,
    );
    expect(await refusal(urlOf({query: 'require_auth=magic'}), password)).toContain('known are none, password, md5');
    expect(await refusal(urlOf({query: 'require_auth=md5,!none'}), password)).toContain('mixes');
  });
});

describe('a password file', () => {
  it('lies in the home directory, or where it is said to', async () => {
    const usual = await write('.pgpass', `127.0.0.1:${port}:postgres:lse:right\n`);
    expect((await connected(urlOf(), environment())).user).toBe('lse');
    await rm(usual);
    const other = await write('passwords', `127.0.0.1:${port}:postgres:lse:right\n`);
    expect((await connected(urlOf(), environment({PGPASSFILE: other}))).user).toBe('lse');
    expect((await connected(urlOf({query: `passfile=${other}`}), environment({PGPASSFILE: '/nowhere'}))).user).toBe(
      'lse',
    );
    expect((await connected(urlOf(), environment({PGPASSFILE: other, PGPASSWORD: ''}))).user).toBe('lse');
    expect(await refusal(urlOf(), environment({PGPASSFILE: other, PGPASSWORD: 'wrong'}))).toContain(
      'refused the password',
    );
  });

  it.each([
    ['*:*:*:*:right', true],
    ['# a comment\n\nother:*:*:*:wrong\n127.0.0.1:*:*:lse:right\n*:*:*:*:wrong', true],
    ['*:*:*:*:wrong\n*:*:*:*:right', /refused the password/],
    ['127.0.0.1:1:*:*:right', /none was given/],
    ['127.0.0.1:*:other:*:right', /none was given/],
    ['127.0.0.1:*:*:other:right', /none was given/],
    ['localhost:*:*:*:right', /none was given/],
    [String.raw`\*:*:*:*:right`, /none was given/],
    [String.raw`127.0.0.1:*:post\gres:*:ri\ght`, true],
    ['*:*:*:*:right:and more', true],
    ['*:*:*:*:right\r', true],
    ['*:*:*:*', /none was given/],
    ['*:*:*:*:', /none was given/],
  ] as const)('with the lines %j', async (lines, expected) => {
    const url = urlOf({query: `passfile=${await write('lines', `${lines}\n`)}`});
    if (expected === true) expect((await connected(url, environment())).user).toBe('lse');
    else expect(await refusal(url, environment())).toMatch(expected);
  });

  it.each([0o640, 0o604, 0o660, 0o644])(
    'that others may read (%o) is not used, and the error says so',
    async (mode) => {
      const path = await write('open', '*:*:*:*:right\n', mode);
      expect(await refusal(urlOf({query: `passfile=${path}`}), environment())).toContain(
        `none was given (${path} was not used, because others may read it; run: chmod 600 ${path})`,
      );
    },
  );

  it('that was named has to be there, if a password is needed', async () => {
    const query = 'passfile=/nowhere/passwords';
    expect(await refusal(urlOf({query}), environment())).toContain(
      'none was given (/nowhere/passwords cannot be read (ENOENT))',
    );
    expect((await connected(urlOf({query, password: 'right'}), environment())).user).toBe('lse');
  });

  it('that is a directory or a pipe is not waited for', async () => {
    const path = join(home, 'directory');
    await mkdir(path);
    const pipe = join(home, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    for (const each of [path, pipe]) {
      expect(await refusal(urlOf({query: `passfile=${each}`}), environment())).toContain(
        `none was given (${each} cannot be read (no regular file))`,
      );
      for (const query of [`service=s&servicefile=${each}`, `sslrootcert=${each}`]) {
        expect(await refusal(urlOf({query}), environment())).toContain('cannot be read (no regular file)');
      }
    }
  });
});

describe('a service file', () => {
  it('stands below the URL and above the environment', async () => {
    const path = await write(
      'services',
      `# mine\n[other]\nhost=nowhere\n\n[mine]\nhost=127.0.0.1\nport=${port}\n dbname = postgres \nuser=lse\npassword=right\napplication_name=mine\n\n[mine]\nport=1\n`,
    );
    const variables = environment({PGSERVICEFILE: path, PGPORT: '1', PGAPPNAME: 'other', PGPASSWORD: 'wrong'});
    expect(await connected('postgres://?service=mine', variables)).toMatchObject({
      user: 'lse',
      database: 'postgres',
      application: 'mine',
    });
    expect(await connected('postgres://postgres@?service=mine&application_name=mine', variables)).toMatchObject({
      user: 'postgres',
    });
    expect((await connected('postgres://', {...variables, PGSERVICE: 'mine'})).user).toBe('lse');
    await write('.pg_service.conf', `[home]\nhost=127.0.0.1\nport=${port}\nuser=postgres\ndbname=postgres\n`);
    expect((await connected('postgres://?service=home', environment())).user).toBe('postgres');
    expect(await refusal('postgres://?service=none', variables)).toMatch(
      /service of the URL names the service 'none', which is not in .*services or \/etc/,
    );
  });

  it.each([
    ['[s]\nnonsense=1', /nonsense in line 2 of .* is not known/],
    ['[s]\nhun!ter2=1', /a name in line 2 of .* is not known/],
    ['[s]\nno equals', /line 2 of .* is no setting of the form name=value/],
    ['[s]\nservice=other', /names a service within a service/],
    ['[s]\nldap://h/x', /names an LDAP server/],
    ['[s]\nsslmode=bogus', /sslmode in line 2 of .* is 'bogus'; known are/],
  ])('with %j is refused', async (text, expected) => {
    const path = await write('bad', text);
    expect(await refusal(`postgres://u@h/?service=s&servicefile=${path}`, environment())).toMatch(expected);
  });

  it('that is named and not there is refused', async () => {
    expect(await refusal('postgres://?service=s', environment({PGSERVICEFILE: '/nowhere'}))).toContain(
      'the service file /nowhere cannot be read (ENOENT)',
    );
  });
});

describe('what the server answers', () => {
  it.each([
    ['postgres', 'missing', /cannot be opened \(database "missing" does not exist\)\. .* createdb .*'missing'/],
    ['nobody', 'postgres', /refused the password of the role 'nobody'/],
    ['lse', 'closed', /cannot be opened \(permission denied for database "closed"\)\. .*grant connect/],
  ] as const)('to %s about %s is told with what to do', async (user, database, expected) => {
    expect(await refusal(urlOf({user, database}), environment({PGPASSWORD: 'right'}))).toMatch(expected);
  });

  it('is text in UTF-8, whatever a role prefers', async () => {
    await withPlainClient(server.url, (client) => client.query(`alter role postgres set client_encoding = 'LATIN1'`));
    expect((await connected(urlOf({user: 'postgres'}), environment({PGCLIENTENCODING: 'LATIN1'}))).encoding).toBe(
      'UTF8',
    );
    await withPlainClient(server.url, (client) => client.query('alter role postgres reset client_encoding'));
  });
});
