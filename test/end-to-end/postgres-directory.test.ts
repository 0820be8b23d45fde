import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from '@jest/globals';
import {startOwnPostgres} from '../../scripts/postgres-server.js';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const NAME = 'LSE_TEST_POSTGRES_DIRECTORY';
const given = process.env[NAME];

afterEach(() => {
  if (given === undefined) delete process.env[NAME];
  else process.env[NAME] = given;
});

/** Why no server starts from that directory. */
async function failure(directory: string): Promise<string> {
  process.env[NAME] = directory;
  const server = await startOwnPostgres().catch((error: Error) => error.message);
  if (typeof server === 'string') return server;
  await server.stop();
  throw new Error('It started.');
}

describe('the directory of another PostgreSQL', () => {
  it('is the one whose programs are started', () =>
    withTemporaryDirectory(async (directory) => {
      await mkdir(join(directory, 'bin'));
      for (const program of ['initdb', 'pg_ctl', 'postgres']) {
        const path = join(directory, 'bin', program);
        await writeFile(
          path,
          `#!/bin/sh\n[ "$1" = --version ] || { echo "${program} of ours was started"; exit 1; }\n`,
        );
        await chmod(path, 0o755);
      }
      expect(await failure(directory)).toContain('initdb of ours was started');
    }));

  it('is refused, and the npm package not taken in its place, if the programs are not there', () =>
    withTemporaryDirectory(async (directory) => {
      expect(await failure(directory)).toContain(`${NAME} has no ${join(directory, 'bin', 'initdb')}.`);
    }));
});
