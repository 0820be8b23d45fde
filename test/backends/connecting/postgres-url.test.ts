import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {readAddress} from '../../../src/backends/db/postgres/connecting/address.ts';
import {
  formatUrl,
  type PostgresUrl,
  parseUrl,
  redactUrl,
} from '../../../src/backends/db/postgres/connecting/postgres-url.ts';
import {SourceError} from '../../../src/core/errors.ts';

const ENVIRONMENT = {HOME: '/nowhere'};
const read = (url: string, variables: Readonly<Record<string, string>> = {}) =>
  readAddress(url, {...ENVIRONMENT, ...variables});
const faultOf = (url: string, variables: Readonly<Record<string, string>> = {}): Promise<string> =>
  read(url, variables).then(
    () => 'none',
    (error: Error) => error.message,
  );

describe('a URL', () => {
  it.each([
    ['postgres://h', [['h', 5432]]],
    ['postgresql://h:1', [['h', 1]]],
    ['POSTGRES://u:p@h:1/d', [['h', 1]]],
    [
      'postgres://h1:1,h2:2,h3/d',
      [
        ['h1', 1],
        ['h2', 2],
        ['h3', 5432],
      ],
    ],
    [
      'postgres://h1,h2/d?port=7',
      [
        ['h1', 7],
        ['h2', 7],
      ],
    ],
    [
      'postgres://[::1]:1,[2001:db8::1]/d',
      [
        ['::1', 1],
        ['2001:db8::1', 5432],
      ],
    ],
    ['postgres://%2Fvar%2Frun%2Fpostgresql/d', [['/var/run/postgresql', 5432]]],
    ['postgres://u@/d?host=/cloudsql/p:r:i', [['/cloudsql/p:r:i', 5432]]],
    ['postgres://u:p@localhost/d?host=/cloudsql/p:r:i&port=9', [['/cloudsql/p:r:i', 9]]],
    ['postgres:///d', [[null, 5432]]],
    ['postgres://:9/d', [[null, 9]]],
    ['postgres://bücher.example', [['bücher.example', 5432]]],
  ] as const)('%s names its hosts', async (url, hosts) => {
    expect((await read(url)).hosts.map(({name, port}) => [name, port])).toEqual(hosts);
  });

  it('keeps a password with raw @, ? and #, as libpq does, and shows none of it', async () => {
    const address = read('postgres://u:p@ss?w#rd@h/d');
    await expect(address).resolves.toMatchObject({
      user: 'u',
      password: {value: 'p@ss?w#rd'},
      database: 'd',
      location: 'postgres://***',
    });
  });

  it.each([
    ['postgres://u:hunter2@h1:1,h2:2/d?sslmode=require', 'postgres://u:***@h1:1,h2:2/d?sslmode=require'],
    ['postgres://u@h/d?password=hunter2&sslkey=/hunter2', 'postgres://u@h/d?password=***&sslkey=***'],
    ['postgres://u:@h/d', 'postgres://u:@h/d'],
    ['postgres://[::1]:1/d', 'postgres://[::1]:1/d'],
    ['postgres://u:hunter2@[::1/d', 'postgres://***'],
    ['postgres://u:hun/ter2@h/d', 'postgres://***'],
    ['postgres://u:100%@h/d', 'postgres://***'],
  ])('%s is shown as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it.each([
    ['postgres:h/d', 'its URL does not start with postgres://'],
    ['postgres://u:a/b@h/d', 'its URL holds a raw @ or # after its host, or its password a raw /; write / as %2F'],
    ['postgres://h/d#x', 'holds a raw @ or #'],
    ['postgres://h:x/d', 'its URL has a host or port that is not one'],
    ['postgres://h:0/d', 'port of the URL is no number from 1 to 65535'],
    ['postgres://h:65536/d', 'port of the URL is no number from 1 to 65535'],
    ['postgres://h/d?x', 'its URL has a parameter without ='],
    ['postgres://h/%zz', 'its URL holds a bad percent escape; write % as %25'],
    ['postgres://h/%00', 'its URL holds a NUL character'],
    ['postgres://a b/d', 'host of the URL is no name of a host'],
    ['postgres://h/d?port=1,2', '2 ports are given for 1 host)'],
    ['postgres://h1,h2,h3/d?port=1,2', '2 ports are given for 3 hosts'],
    ['postgres://h1,h2/d?hostaddr=10.0.0.1', 'hostaddr gives 1 addresses for 2 hosts'],
    ['postgres://h/d?hostaddr=h', 'hostaddr of the URL is no IP address'],
    ['postgres://h/d?connect_timeout=0', `connect_timeout of the URL is '0', not a whole number from 1 to 3600`],
    ['postgres://h/d?connect_timeout=soon', 'not a whole number'],
    ['postgres://h/d?sslmode=', 'sslmode of the URL is empty'],
    ['postgres://h/d?sslmode=disable&sslmode=require', 'sslmode of the URL is given twice'],
    [
      'postgres://h/d?nonsense=1',
      'nonsense of the URL is not known; lse knows the parameters of libpq, schema and table',
    ],
    ['postgres://h/d?__proto__=1', 'a parameter of the URL is not known'],
    ['postgres://h/d?toString=1', 'toString of the URL is not known'],
    ['postgres://h/d?uselibpqcompat=true', 'leave it out; lse reads sslmode as libpq does'],
    ['postgres://h/d?pgbouncer=true', 'leave it out; lse keeps no session state'],
    ['postgres://h/d?currentSchema=x', 'currentSchema of the URL is not known; write schema='],
    ['postgres://h/d?ssl=no-verify', 'ssl of the URL is not known; write sslmode=require, or sslmode=disable'],
    ['postgres://h/d?gssencmode=require', 'gssencmode of the URL is about Kerberos'],
    ['postgres://h/d?krbsrvname=x', 'krbsrvname of the URL is about Kerberos'],
    ['postgres://h/d?requirepeer=x', 'requirepeer of the URL cannot be checked from Node'],
    ['postgres://h/d?replication=database', 'replication of the URL asks for a replication connection'],
    ['postgres://h/d?client_encoding=LATIN1', 'client_encoding of the URL asks for another encoding than UTF8'],
    ['postgres://h/d?tcp_user_timeout=5', 'tcp_user_timeout of the URL cannot be set from Node'],
    ['postgres://h/d?min_protocol_version=3.2', 'asks for a newer protocol than 3.0'],
    ['postgres://h/d?oauth_issuer=x', 'oauth_issuer of the URL is about OAuth'],
    ['postgres://h/d?load_balance_hosts=yes', `load_balance_hosts of the URL is 'yes'; known are disable, random`],
    ['postgres://h/d?keepalives=2', `keepalives of the URL is '2'; known are 1, 0`],
    ['postgres://h/d?sslcertmode=require', 'sslcertmode=require cannot be checked from Node'],
  ])('%s is refused: %s', async (url, expected) => {
    expect(await faultOf(url)).toContain(expected);
  });

  it('has all its faults named at once, with those of the environment', async () => {
    const message = await faultOf('postgres://h:0/d?sslmode=x&nonsense=1', {
      PGCONNECT_TIMEOUT: 'y',
      PGREQUIREPEER: 'z',
    });
    for (const part of [
      'port of the URL',
      'sslmode of the URL',
      'nonsense of the URL',
      'PGCONNECT_TIMEOUT',
      'PGREQUIREPEER',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('may ask for nothing with what lse does not do, and variables that are for others are passed over', async () => {
    const neutral =
      'gssencmode=prefer&gssdelegation=0&sslcompression=0&client_encoding=UTF8&keepalives_interval=0&replication=false&max_protocol_version=latest';
    const others = {
      PGCLIENTENCODING: 'LATIN1',
      PGKRBSRVNAME: 'x',
      PGGSSLIB: 'gssapi',
      PGSSLCOMPRESSION: '1',
      PGSSLMODE: '',
    };
    expect(await faultOf(`postgres://u@h/d?${neutral}`, others)).toBe('none');
  });

  it('takes the environment for what it does not say', async () => {
    const variables = {
      PGHOST: 'e',
      PGPORT: '7',
      PGUSER: 'eu',
      PGDATABASE: 'ed',
      PGPASSWORD: 'ep',
      PGOPTIONS: '-c a=b',
      PGAPPNAME: 'ea',
      PGCONNECT_TIMEOUT: '3',
      PGPASSFILE: '/p',
    };
    expect(await read('postgres://', variables)).toMatchObject({
      hosts: [{name: 'e', port: 7}],
      user: 'eu',
      database: 'ed',
      password: {value: 'ep', from: 'PGPASSWORD'},
      options: '-c a=b',
      applicationName: 'ea',
      connectTimeout: 3000,
      passwordFile: {path: '/p'},
    });
    expect(
      await read('postgres://u:p@h:1/d?options=-c%20x%3Dy&application_name=n&connect_timeout=4&passfile=/q', variables),
    ).toMatchObject({
      hosts: [{name: 'h', port: 1}],
      user: 'u',
      database: 'd',
      password: {value: 'p'},
      options: '-c x=y',
      applicationName: 'n',
      connectTimeout: 4000,
      passwordFile: {path: '/q'},
    });
    expect(await read('postgres://u@h')).toMatchObject({
      database: 'u',
      applicationName: 'lse',
      connectTimeout: 10_000,
      target: 'any',
    });
    expect(await read('postgres://u@h?fallback_application_name=f')).toMatchObject({applicationName: 'f'});
  });
});

describe('any URL', () => {
  const SECRET = 'hunter2';
  const text = fc
    .string({unit: 'binary', minLength: 1, maxLength: 12})
    .filter((value) => !value.includes('\0') && value.isWellFormed());
  const host = fc.record({
    name: text.filter((name) => !/^\[|\]$/.test(name)),
    port: fc.option(fc.integer({min: 0, max: 99_999}).map(String)),
  });
  const parts: fc.Arbitrary<PostgresUrl> = fc.record({
    scheme: fc.constantFrom('postgres', 'postgresql'),
    user: fc.option(text),
    password: fc.option(fc.oneof(text, fc.constant(''))),
    hosts: fc.array(host, {maxLength: 3}),
    database: fc.option(text),
    parameters: fc.array(fc.tuple(text, text), {maxLength: 3}),
  });

  it('is read as the parts that it was written from', () => {
    fc.assert(
      fc.property(parts, (written) => {
        expect(parseUrl(formatUrl(written))).toEqual(written);
      }),
      {numRuns: 5000},
    );
  });

  it('shows no password that was percent-encoded', () => {
    fc.assert(
      fc.property(parts, text, (written, noise) => {
        const shown = redactUrl(formatUrl({...written, password: `${noise}${SECRET}${noise}`}));
        expect(shown).not.toContain(SECRET);
        expect(shown.startsWith('postgres')).toBe(true);
      }),
      {numRuns: 5000},
    );
  });

  it('ends in an address or an error of ours, and never shows a password, however it was written', async () => {
    const piece = fc.constantFrom(
      '/',
      '?',
      '#',
      '@',
      ':',
      '%',
      '%40',
      '%2F',
      '&',
      '=',
      '[',
      ']',
      ',',
      ' ',
      '\\',
      'sslmode=',
      'host=',
      'a',
      '1',
      '\n',
    );
    const noise = fc.array(piece, {maxLength: 8}).map((all) => all.join(''));
    const url = fc.tuple(noise, noise, noise, noise).map(([a, b, c, d]) => `postgres://u${a}:${b}${SECRET}${c}@h${d}`);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          url,
          noise.map((end) => `postgres://${end}`),
        ),
        async (written) => {
          const outcome = await read(written).then(
            (address) => address.location,
            (error: unknown) => {
              expect(error).toBeInstanceOf(SourceError);
              return `${(error as SourceError).message} ${(error as SourceError).hint}`;
            },
          );
          expect(outcome).not.toContain(SECRET);
        },
      ),
      {numRuns: 5000},
    );
  });
});
