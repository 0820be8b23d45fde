import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {filesBelow} from '../support/imports.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

// What is started is bin/run.js from what was built last.

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
// The limit of a process is set by a shell.
const withLimits = process.platform === 'win32' ? it.skip : it;

const lines = (size: number, ...ids: string[]): string =>
  ids
    .map((id) => ({id, trace_id: id, status: 'success', start_time: '2025-09-13T10:00:00', x: 'x'.repeat(size)}))
    .map((run) => `${JSON.stringify(run)}\n`)
    .join('');

withLimits('an import on a disk that is full says so, and the tree is what it was', async () => {
  await withTemporaryDirectory(async (directory) => {
    const importing = (file: string, blocks: number | 'unlimited') =>
      spawnSync('sh', ['-c', `ulimit -f ${blocks}; '${process.execPath}' '${program}' import ${file} --project p`], {
        encoding: 'utf8',
        cwd: directory,
      });
    const small = lines(1, 'a', 'b');
    await writeFile(join(directory, 'small.jsonl'), small);
    await writeFile(join(directory, 'large.jsonl'), lines(600_000, '1', '2', '3', '4', '5'));
    expect(importing('small.jsonl', 'unlimited')).toMatchObject({status: 0, stderr: ''});
    const before = await filesBelow(join(directory, 'data'));
    // Blocks of 512 bytes: enough for the plan, not for a document.
    const {status, stdout, stderr} = importing('large.jsonl', 1000);
    expect({status, stdout}).toEqual({status: 1, stdout: ''});
    expect(stderr).toMatch(
      /^Error: The directory .* cannot be written \(EFBIG\); nothing was imported\. Allow larger files.*\n$/,
    );
    expect(await filesBelow(join(directory, 'data'))).toEqual(before);
    // Not enough for the plan either.
    const least = importing('large.jsonl', 20);
    expect(least.status).toBe(1);
    expect(least.stderr).toMatch(/^Error: The (?:temporary directory|directory) .*nothing was imported\. /);
    expect(await filesBelow(join(directory, 'data'))).toEqual(before);
    expect(await readdir(join(directory, 'data'))).toEqual(['p']);
    expect(await readFile(join(directory, 'small.jsonl'), 'utf8')).toBe(small);
  });
});
