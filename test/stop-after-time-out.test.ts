import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import {root, runJest} from './support/jest-run.ts';
import {withTemporaryDirectory} from './support/temporary-directory.ts';

it('runs no test beside the code of one before it that exceeded its time', async () => {
  await withTemporaryDirectory(async (directory) => {
    const trace = join(directory, 'trace');
    writeFileSync(trace, '');
    writeFileSync(
      join(directory, 'one.test.js'),
      `const {appendFileSync} = require('node:fs');
       const note = (text) => appendFileSync(${JSON.stringify(trace)}, text + '\\n');
       it('fails', () => { note('fails'); throw new Error('of its own'); });
       it('is too slow', async () => { note('slow'); await new Promise((done) => setTimeout(done, 1_500)); }, 200);
       describe('after it', () => { it('must not run', () => note('after')); });`,
    );
    const testEnvironment = join(root, 'test/support/stop-after-time-out.js');
    const {code, stdout, stderr} = await runJest(directory, {testEnvironment}, ['--json']);
    expect(code).toBe(1);
    expect(readFileSync(trace, 'utf8')).toBe('fails\nslow\n');
    expect(JSON.parse(stdout)).toMatchObject({numFailedTests: 2, numPendingTests: 1, numPassedTests: 0});
    expect(stderr).toContain('Not run, since "is too slow" before it exceeded its time: must not run');
  });
});
