import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const RUN =
  '{"id": "r1", "trace_id": "r1", "run_type": "tool", "status": "success", "start_time": "2025-09-13T10:00:00"}';

it('imports what comes through standard input, and leaves nothing of it behind', async () => {
  await withTemporaryDirectory(async (directory) => {
    const args = ['import', '-', '--project', 'my-project', '--extracted-at', '2025-09-20T08:00:00Z'];
    const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...args, '--out', join(directory, 'tree')], {
      input: `${RUN}\n`,
      env: {...process.env, TMPDIR: directory},
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Taken: +1$/m);
    expect(readdirSync(join(directory, 'tree/my-project/2025-09-13'))).toEqual(['r1_080000.json']);
    expect(readdirSync(directory)).toEqual(['tree']);
  });
});
