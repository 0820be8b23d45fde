import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {FileBytes} from '../../src/backends/file/reading/file-bytes.ts';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import {execFileSync} from '../support/blocking-process.ts';
import {collected} from '../support/collected.ts';
import {documentOf} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let root: string;
let outside: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'lse-test-')));
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'lse-test-')));
  mkdirSync(join(root, 'p', DAY), {recursive: true});
  for (const name of ['a', 'b', 'c']) writeFileSync(at(`${name}.json`), JSON.stringify(documentOf(name)));
  writeFileSync(join(outside, 'secret.json'), JSON.stringify(documentOf('secret')));
});

afterEach(() => {
  for (const path of [root, outside]) rmSync(path, {recursive: true, force: true});
});

const at = (name: string): string => join(root, 'p', DAY, name);

/** What takes the place of `b.json` after it was listed, and what is said of it. */
const replacements: [string, (path: string) => unknown, string][] = [
  ['a FIFO', (path) => execFileSync('mkfifo', [path]), 'cannot be read: it is a FIFO, not a regular file'],
  ['a directory', (path) => mkdirSync(path), 'cannot be read: it is a directory, not a regular file'],
  [
    'a socket',
    (path) => {
      const server = createServer().listen(path);
      server.unref();
      return new Promise((resolve) => server.once('listening', resolve));
    },
    'cannot be read: it is a socket, not a regular file',
  ],
  [
    'a link that leads outside',
    (path) => symlinkSync(join(outside, 'secret.json'), path),
    'cannot be read: it is a link that leads outside the data dir',
  ],
  [
    'a link to a device',
    (path) => symlinkSync('/dev/zero', path),
    'cannot be read: it is a link that leads outside the data dir',
  ],
  [
    'a link to a FIFO inside',
    (path) => {
      execFileSync('mkfifo', [join(root, 'fifo')]);
      symlinkSync(join(root, 'fifo'), path);
    },
    'cannot be read: it is a FIFO, not a regular file',
  ],
  ['a link to itself', (path) => symlinkSync(path, path), 'cannot be read (ELOOP)'],
  ['nothing', () => {}, 'cannot be read (ENOENT)'],
];

describe('what takes the place of a listed file', () => {
  describe.each(['records', 'documents', 'contents', 'recordsWithContents'] as const)(
    'is refused, and named, among %s',
    (method) => {
      it.each(replacements)('%s', async (_, replace, reason) => {
        const tree = await TraceTree.open(root, 10_000);
        const [day] = await collected(tree.days(null));
        if (day === undefined) throw new Error('there is a day');
        rmSync(at('b.json'));
        await replace(at('b.json'));
        const files = await collected<{fileName: string; reason: string | null}>(tree[method](day));
        expect(files.map((file) => [file.fileName, file.reason])).toEqual([
          ['a.json', null],
          ['b.json', reason],
          ['c.json', null],
        ]);
      });
    },
  );

  it('is followed where it is a link inside the data dir', () => {
    renameSync(at('b.json'), join(root, 'target.json'));
    symlinkSync(join(root, 'target.json'), at('b.json'));
    expect(new FileBytes(root, 1000).read(at('b.json')).toString()).toContain('"b"');
  });
});

describe('what takes the place of a listed directory', () => {
  it.each(['records', 'documents', 'contents', 'recordsWithContents'] as const)(
    'is not followed outside by %s',
    async (method) => {
      const tree = await TraceTree.open(root, 10_000);
      const [day] = await collected(tree.days(null));
      if (day === undefined) throw new Error('there is a day');
      renameSync(join(root, 'p', DAY), join(root, 'p', 'before'));
      writeFileSync(join(outside, 'b.json'), JSON.stringify(documentOf('stolen')));
      symlinkSync(outside, join(root, 'p', DAY));
      await expect(async () => collected<unknown>(tree[method](day))).rejects.toMatchObject({
        code: 'LSE_DATA_DIR',
        message: `The directory ${join(root, 'p', DAY)} became a link that leads outside the data dir.`,
      });
    },
  );
});

describe('a file that changes while it is read', () => {
  it('is given as it was at one moment, or not at all', async () => {
    // Another thread appends as fast as it can, and reading holds this one.
    const worker = new Worker(
      `const fs = require('node:fs'); const {parentPort, workerData: path} = require('node:worker_threads');
       parentPort.postMessage('started');
       for (const end = Date.now() + 30_000; Date.now() < end; ) {
         fs.appendFileSync(path, 'x'.repeat(65_536));
         if (fs.statSync(path).size > 50_000_000) fs.truncateSync(path, 0);
       }`,
      {eval: true, workerData: at('b.json')},
    );
    const files = new FileBytes(root, 100_000_000);
    let message = '';
    try {
      await new Promise((resolve) => worker.once('message', resolve));
      for (const end = Date.now() + 20_000; message === '' && Date.now() < end; ) {
        try {
          files.read(at('b.json'));
        } catch (error) {
          message = (error as Error).message;
        }
      }
    } finally {
      await worker.terminate();
    }
    expect(message).toBe('cannot be read: it changes while it is read');
  });

  it('is read where it grew or shrank before', () => {
    const files = new FileBytes(root, 1000);
    const whole = files.read(at('b.json')).length;
    appendFileSync(at('b.json'), '  ');
    expect(files.read(at('b.json'))).toHaveLength(whole + 2);
    truncateSync(at('b.json'), 3);
    expect(files.read(at('b.json'))).toHaveLength(3);
  });

  it('is still too large where it grows beyond the limit', () => {
    writeFileSync(at('b.json'), 'x'.repeat(1001));
    expect(() => new FileBytes(root, 1000).read(at('b.json'))).toThrow('1001 bytes are more than LSE_MAX_FILE_BYTES');
  });
});
