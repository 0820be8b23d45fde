import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {startLse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {until} from '../support/until.ts';

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

it('leaves nothing of standard input for longer than to the next import, if it is killed', async () => {
  await withTemporaryDirectory(async (directory) => {
    const args = ['import', '-', '--project', 'p', '--out', join(directory, 'tree')];
    const environment = {TMPDIR: directory};
    const child = spawn(process.execPath, [program, ...args], {env: {...process.env, ...environment}, stdio: 'pipe'});
    child.stdin.write(`${RUN}\n`);
    const saved = (): boolean => readdirSync(directory, {recursive: true}).some((name) => String(name).endsWith('/1'));
    await until('the run is saved', async () => saved());
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(saved()).toBe(true);
    const next = await startLse(['import', 'none'], environment, directory).ended;
    expect(next.code).toBe(1);
    await writeFile(join(directory, 'runs.jsonl'), `${RUN}\n`);
    const imported = ['import', 'runs.jsonl', '--project', 'p', '--out', 'tree'];
    expect(await startLse(imported, environment, directory).ended).toMatchObject({code: 0, stderr: ''});
    expect(readdirSync(directory).sort()).toEqual(['runs.jsonl', 'tree']);
  });
});

it('says where there is no room for standard input', async () => {
  await withTemporaryDirectory(async (directory) => {
    const args = ['import', '-', '--project', 'p', '--out', join(directory, 'tree')];
    const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...args], {
      input: `${RUN}\n`,
      env: {...process.env, TMPDIR: join(directory, 'gone')},
      encoding: 'utf8',
    });
    expect({status, stdout}).toEqual({status: 1, stdout: ''});
    expect(stderr).toMatch(
      /^Error: The temporary directory .*gone cannot hold what an import has to remember \(ENOENT: /,
    );
    expect(stderr).toContain('Name another one with room in it: TMPDIR=DIR lse import');
  });
});
