import {mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {appendText, LARGEST_LOG} from '../../../src/rollout/log/log-file.ts';
import {Backends} from '../../support/backends.ts';
import {spawnLse, startLse} from '../../support/lse.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {documentOf} from '../../support/trace-tree.ts';
import {until} from '../../support/until.ts';

const DAY = '2025-09-13';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({[`a/${DAY}/1.json`]: documentOf('1')});
});

afterAll(() => backends.destroy());

const text = (path: string): Promise<string> => readFile(path, 'utf8');

describe('the file of the log', () => {
  it('is put aside when it is full, with one before it', () =>
    withTemporaryDirectory(async (directory) => {
      const path = join(directory, '.lse/log.jsonl');
      for (const line of ['one\n', 'two\n', 'three\n', 'four\n', 'five\n']) appendText(path, line, 8);
      expect([await text(`${path}.1`), await text(path)]).toEqual(['three\nfour\n', 'five\n']);
    }));

  it('begins a line of its own after one that a full disk cut', () =>
    withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'log.jsonl');
      await writeFile(path, 'whole\n{"cut');
      appendText(path, 'next\n');
      appendText(path, 'last\n');
      expect(await text(path)).toBe('whole\n{"cut\nnext\nlast\n');
    }));

  it('goes on to twice its size behind the claim of a process that died, and no further', () =>
    withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'log.jsonl');
      await writeFile(`${path}.claim`, '');
      for (let at = 0; at < 4; at += 1) appendText(path, '12345678\n', 18);
      expect((await text(path)).length).toBe(36);
      appendText(path, 'next\n', 18);
      expect([(await text(`${path}.1`)).length, await text(path)]).toEqual([36, 'next\n']);
      await expect(stat(`${path}.claim`)).rejects.toMatchObject({code: 'ENOENT'});
    }));

  it('loses no line of many processes at once, not even when it is full', () =>
    withTemporaryDirectory(async (directory) => {
      await mkdir(join(directory, '.lse'));
      const path = join(directory, '.lse/log.jsonl');
      const full = `{"old":"${'x'.repeat(LARGEST_LOG)}"}\n`;
      await writeFile(path, full);
      const runs = Array.from({length: 12}, (_, at) =>
        spawnLse(
          ['report', 'zenrows-errors', '--date', DAY, '--project', `p${at}`],
          {LSE_DATA_DIR: backends.dataDir, LSE_LOG: 'file'},
          directory,
        ),
      );
      for (const {code, stderr} of await Promise.all(runs)) {
        expect(code).toBe(0);
        expect(stderr).not.toContain('log');
      }
      const aside = await text(`${path}.1`);
      expect(aside.startsWith(full)).toBe(true);
      const lines = `${aside.slice(full.length)}${await text(path)}`.trimEnd().split('\n');
      const projects = lines.map((line) => JSON.parse(line).arguments.at(-1));
      expect(projects.sort()).toEqual(Array.from({length: 12}, (_, at) => `p${at}`).sort());
    }));

  it('has a run that a signal ended, once', () =>
    withTemporaryDirectory(async (directory) => {
      let isAsked = false;
      const silent = createServer((socket) => {
        isAsked = true;
        socket.on('error', () => {});
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const {port} = silent.address() as {port: number};
      const environment = {LSE_DATABASE_URL: `postgres://127.0.0.1:${port}/d`, LSE_LOG: 'file'};
      const {child, ended} = startLse(
        ['report', 'zenrows-errors', '--date', DAY, '--backend', 'db'],
        environment,
        directory,
      );
      try {
        await until('the server is asked', async () => isAsked);
      } finally {
        child.kill('SIGTERM');
        await ended;
        silent.close();
      }
      const lines = (await text(join(directory, '.lse/log.jsonl'))).trimEnd().split('\n');
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] as string)).toMatchObject({level: 'error', interrupted: true, exitCode: null});
    }));
});
