import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

/** Runs a program with a server of its own that comes from `directory`, and returns what was said when none started. */
function failure(directory: string): string {
  const args = ['scripts/with-postgres.js', '--', process.execPath, '--version'];
  const env = {...process.env, LSE_TEST_DATABASE_URL: '', LSE_TEST_POSTGRES_DIRECTORY: directory};
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {env, timeout: 60_000});
  expect({status, stdout}).toEqual({status: 1, stdout: ''});
  return stderr;
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
      expect(failure(directory)).toContain('initdb of ours was started');
    }));

  it('is refused, and the npm package not taken in its place, if the programs are not there', () =>
    withTemporaryDirectory(async (directory) => {
      expect(failure(directory)).toContain(
        `LSE_TEST_POSTGRES_DIRECTORY has no ${join(directory, 'bin', 'initdb')}. Name the directory above "bin"`,
      );
    }));
});
