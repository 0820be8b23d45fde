import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import {startOwnPostgres} from '../../scripts/postgres-server.js';
import {spawnLse} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';

it('is used without a warning of the driver, whatever the sslmode', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  const server = await startOwnPostgres({
    hba: ['host all postgres 127.0.0.1/32 trust', 'host all lse 127.0.0.1/32 scram-sha-256'],
  });
  try {
    await withPlainClient(server.url, (client) => client.query(`create role lse login password 'right'`));
    const path = join(directory, 'passwords');
    await writeFile(path, '*:*:*:*:right\n', {mode: 0o600});
    for (const mode of ['prefer', 'allow', 'disable']) {
      const url = `postgres://lse@127.0.0.1:${new URL(server.url).port}/postgres?sslmode=${mode}`;
      const {code, stdout, stderr} = await spawnLse(['db', 'status'], {LSE_DATABASE_URL: url, PGPASSFILE: path});
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toBe(
        `Error: The database ${url} has no lse schema yet. Create or update it with: lse db migrate\n`,
      );
    }
  } finally {
    await server.stop();
    await rm(directory, {recursive: true});
  }
}, 60_000);
