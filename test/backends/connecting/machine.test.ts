import {mkdir, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {type Machine, readAddress} from '../../../src/backends/db/postgres/connecting/address.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';

/** What Node does for an account that is not in passwd. */
const unknown = (): never => {
  throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
};
const nobody: Machine = {platform: 'linux', home: unknown, user: unknown};
const windows: Machine = {platform: 'win32', home: () => '/users/me', user: () => 'me'};

const faultOf = (url: string, variables: Readonly<Record<string, string>>, machine: Machine): Promise<string> =>
  readAddress(url, variables, machine).then(
    () => 'none',
    (error: Error) => error.message,
  );

describe('an account that the system does not know', () => {
  it('signs in as the role that is named, and as nobody without one', async () => {
    expect(await readAddress('postgres://u@h', {}, nobody)).toMatchObject({user: 'u', database: 'u'});
    expect(await faultOf('postgres://h', {}, nobody)).toBe(
      'The database postgres://h cannot be reached (nothing says which role to sign in as; write postgres://<role>@…).',
    );
  });

  it.each([
    [{USER: 'a', USERNAME: 'b'}, 'a'],
    [{USER: '', USERNAME: 'b'}, 'b'],
  ])('may have its name in the environment: %j', async (variables, user) => {
    expect(await readAddress('postgres://h', variables, nobody)).toMatchObject({user, database: user});
  });

  it.each([nobody, {...nobody, home: () => ''}])('has no home for files that nobody named', async (machine) => {
    const address = await readAddress('postgres://u@h?sslmode=require', {}, machine);
    expect(address.passwordFile).toBeNull();
    expect(address.tls.options.rejectUnauthorized).toBe(false);
    expect(await faultOf('postgres://u@h?sslmode=verify-ca', {}, machine)).toContain(
      'sslmode=verify-ca needs a root certificate and the home directory is not there; give sslrootcert=<file>',
    );
    expect(await faultOf('postgres://u@h?service=s', {PGSYSCONFDIR: '/nowhere'}, machine)).toContain(
      `names the service 's', which is not in /nowhere/pg_service.conf`,
    );
  });

  it('has to say where the key of its certificate is', async () => {
    await withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'client.crt');
      await writeFile(path, 'a certificate');
      expect(await faultOf(`postgres://u@h?sslcert=${path}`, {}, nobody)).toContain(
        'sslcert without sslkey names a file that cannot be read (ENOENT)',
      );
    });
  });

  it('has the home that HOME names', async () => {
    expect(await readAddress('postgres://u@h', {HOME: '/home/u'}, nobody)).toMatchObject({
      passwordFile: {path: '/home/u/.pgpass', isNamed: false},
    });
  });
});

describe('an account without HOME', () => {
  it('has the home that the system knows', async () => {
    const {passwordFile} = await readAddress('postgres://u@h', {});
    expect(passwordFile).toEqual({path: join(homedir(), '.pgpass'), isNamed: false});
  });
});

describe('on Windows', () => {
  it('the password file and the certificates lie where libpq looks for them', async () => {
    await withTemporaryDirectory(async (directory) => {
      const folder = join(directory, 'postgresql');
      await mkdir(folder);
      const environment = {APPDATA: directory};
      expect((await readAddress('postgres://h', environment, windows)).passwordFile).toEqual({
        path: join(folder, 'pgpass.conf'),
        isNamed: false,
      });
      expect(await faultOf('postgres://h?sslmode=verify-ca', environment, windows)).toContain(
        `needs a root certificate and ${join(folder, 'root.crt')} is not there`,
      );
    });
  });

  it('there are none without APPDATA', async () => {
    expect(await readAddress('postgres://h', {}, windows)).toMatchObject({user: 'me', passwordFile: null});
  });
});
