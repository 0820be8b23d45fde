import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {execFileSync} from '../support/blocking-process.ts';
import {lse, type Outcome} from '../support/lse.ts';

const DATE = ['--date', '2025-09-13'];

let directory: string;
let server: Server;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lse-test-'));
  mkdirSync(join(directory, 'data'));
  execFileSync('mkfifo', [join(directory, 'fifo')]);
  execFileSync('mkfifo', [join(directory, 'parity-waivers.json')]);
  writeFileSync(join(directory, 'regular'), '[]');
  symlinkSync('fifo', join(directory, 'link-to-fifo'));
  symlinkSync('regular', join(directory, 'link-to-regular'));
  server = createServer().listen(join(directory, 'socket'));
  await new Promise((resolve) => server.once('listening', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, {recursive: true});
});

/** In the directory, where a FIFO has the name of the usual waivers. */
async function run(...args: string[]): Promise<Outcome> {
  const before = process.cwd();
  process.chdir(directory);
  try {
    return await lse(args, {LSE_DATA_DIR: 'data', LSE_DATABASE_URL: `sqlite:${join(directory, 'none.db')}`});
  } finally {
    process.chdir(before);
  }
}

const compare = (...args: string[]): Promise<Outcome> => run('report', 'compare', ...DATE, ...args);

describe('a file that a flag names', () => {
  it.each([
    ['fifo', 'it is a FIFO, not a regular file'],
    ['link-to-fifo', 'it is a FIFO, not a regular file'],
    ['/dev/zero', 'it is a device, not a regular file'],
    ['socket', 'ENXIO'],
    ['data', 'EISDIR'],
    ['gone', 'ENOENT'],
  ])('is refused at once where it is no regular file: %s', async (path, reason) => {
    const waivers = await compare('--waivers', path);
    expect(waivers).toMatchObject({code: 2, stdout: ''});
    expect(waivers.stderr).toContain(`Error: The waivers ${path} cannot be read (${reason}).`);
    const blamed = await run('db', 'repair', '--blamed', path);
    expect(blamed).toMatchObject({code: 1, stdout: ''});
    expect(blamed.stderr).toContain(`Error: The file ${path} names no blamed records: it cannot be read (${reason}).`);
  });

  it.each(['link-to-regular', '/dev/null'])('may be a link to one, or /dev/null: %s', async (path) => {
    expect((await compare('--waivers', path)).stderr).toContain('There is no database');
  });

  it.each(['fifo', 'link-to-fifo', 'socket', 'data', '/dev/zero'])(
    'is refused at once as a database: %s',
    async (path) => {
      for (const command of ['status', 'migrate', 'load']) {
        const {code, stdout, stderr} = await run('db', command, '--database-url', `sqlite:${path}`);
        expect({code, stdout}).toEqual({code: 1, stdout: ''});
        expect(stderr).toContain('which is no regular file. Look at it with: ls -ld ');
      }
    },
  );

  it('may be the usual one, and is refused no less', async () => {
    expect(await compare()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'The waivers parity-waivers.json cannot be read (it is a FIFO, not a regular file).',
      ),
    });
  });
});
