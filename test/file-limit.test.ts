import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from '@jest/globals';
import {type JestOutcome, root, runJest} from './support/jest-run.ts';
import {withTemporaryDirectory} from './support/temporary-directory.ts';
import {until} from './support/until.ts';

/** With two test files at a time, of which none may take longer than some seconds. */
function run(directory: string, seconds: number): Promise<JestOutcome> {
  const reporters = [[join(root, 'test/support/file-limit.js'), {seconds}]];
  return runJest(directory, {reporters}, ['--maxWorkers=2']);
}

/** The processes of a run over the directory, as far as the system lists what processes there are. */
function runningOver(directory: string): string[] {
  const listed = existsSync('/proc') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return listed.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`RUN_OVER=${directory}`);
    } catch {
      return false;
    }
  });
}

it('names a file of tests that keeps its thread busy, and ends the run with it', async () => {
  await withTemporaryDirectory(async (directory) => {
    const quick = "it('ends', () => {});";
    writeFileSync(join(directory, 'one.test.js'), quick);
    writeFileSync(join(directory, 'two.test.js'), quick);
    writeFileSync(join(directory, 'busy.test.js'), "it('does not end', () => { for (;;); });");
    const {code, stderr} = await run(directory, 5);
    expect(code).toBe(1);
    expect(stderr).toContain(`Failed: ${join(directory, 'busy.test.js')} did not end within 5 s.`);
    expect(stderr).not.toContain('two.test.js');
    await until('no worker is left', async () => runningOver(directory).length === 0);

    rmSync(join(directory, 'busy.test.js'));
    expect(await run(directory, 30)).toMatchObject({code: 0, stderr: expect.not.stringContaining('did not end')});
  });
});
