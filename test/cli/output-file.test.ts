import {constants, existsSync, fstatSync} from 'node:fs';
import {
  chmod,
  chown,
  type FileHandle,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {withOutput} from '../../src/cli/output-file.ts';
import {execFileSync} from '../support/blocking-process.ts';

let root: string;
let file: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lse-test-'));
  file = join(root, 'report.txt');
});

afterEach(() => rm(root, {recursive: true, force: true}));

const put = (path: string, text: string): Promise<void> => withOutput(path, (write) => write(text));

/** A run that ends before it has written anything. */
const fail = (path: string): Promise<void> =>
  withOutput(path, async () => {
    throw new Error('no answer');
  });

const refusal = (path: string, code: string) => ({
  code: 'LSE_OUTPUT',
  message: `The file ${path} cannot be written (${code}).`,
});

function makePipe(): string {
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  return pipe;
}

/** The end of a pipe that is read, opened without waiting for a writer. */
const openReader = (pipe: string): Promise<FileHandle> => open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);

/** A directory whose path is so long that it has room for a short name and for no draft: nobody, root included, may make one there. */
async function directoryWithoutRoom(): Promise<string> {
  const longest = process.platform === 'linux' ? 4095 : 1023;
  let directory = root;
  while (directory.length < longest - 30) {
    const room = longest - 20 - directory.length;
    directory = join(directory, 'x'.repeat(Math.min(200, room < 250 ? room - 1 : 200)));
  }
  await mkdir(directory, {recursive: true});
  return directory;
}

describe('a regular file', () => {
  it('holds the output once it is written, and nothing stands beside it', async () => {
    await put(file, 'one\n');
    expect(await readFile(file, 'utf8')).toBe('one\n');
    expect(await readdir(root)).toEqual(['report.txt']);
  });

  it('is gone from before the work begins, and comes back with its mode and its owner', async () => {
    await writeFile(file, 'yesterday');
    await chmod(file, 0o640);
    // Only root can give a file away; for anyone else it stays their own.
    if (process.getuid?.() === 0) await chown(file, 65_534, 65_534);
    const before = await stat(file);
    await withOutput(file, async (write) => {
      expect(await readdir(root)).toEqual([]);
      await write('today');
    });
    const {mode, uid, gid} = await stat(file);
    expect({mode, uid, gid}).toEqual({mode: before.mode, uid: before.uid, gid: before.gid});
    expect(await readFile(file, 'utf8')).toBe('today');
  });

  it('is not there after a run that failed, whose error stays what it is', async () => {
    await writeFile(file, 'yesterday');
    await expect(fail(file)).rejects.toThrow(/^no answer$/);
    expect(await readdir(root)).toEqual([]);
  });

  it('shows no control characters', async () => {
    await put(file, '\u001b[31mred\n');
    expect(await readFile(file, 'utf8')).toBe('\\u001b[31mred\n');
  });

  it('is not there, nor a draft of it, when its name was taken by a directory meanwhile', async () => {
    const writing = withOutput(file, async (write) => {
      await mkdir(file);
      await write('text');
    });
    await expect(writing).rejects.toMatchObject(refusal(file, 'EISDIR'));
    expect(await readdir(root)).toEqual(['report.txt']);
    expect(await readdir(file)).toEqual([]);
  });

  it('cannot be written when its directory is gone meanwhile', async () => {
    const below = join(root, 'below', 'report.txt');
    await mkdir(join(root, 'below'));
    const writing = withOutput(below, async (write) => {
      await rm(join(root, 'below'), {recursive: true});
      await write('text');
    });
    await expect(writing).rejects.toMatchObject(refusal(below, 'ENOENT'));
  });

  it('is refused before the work begins where it is a directory or cannot be', async () => {
    await writeFile(file, '');
    const loop = join(root, 'loop');
    await symlink('loop', loop);
    for (const [path, code] of [
      [root, 'EISDIR'],
      [join(root, 'none', 'report.txt'), 'ENOENT'],
      [join(file, 'report.txt'), 'ENOTDIR'],
      [loop, 'ELOOP'],
    ] as const) {
      let hasBegun = false;
      const writing = withOutput(path, async () => {
        hasBegun = true;
      });
      await expect(writing).rejects.toMatchObject(refusal(path, code));
      expect(hasBegun).toBe(false);
    }
  });

  it('is the one that links lead to, whether it is there or not', async () => {
    await mkdir(join(root, 'elsewhere'));
    await symlink('elsewhere/report.txt', join(root, 'link'));
    await symlink('link', join(root, 'chain'));
    for (const text of ['first', 'second']) {
      await put(join(root, 'chain'), text);
      expect(await readFile(join(root, 'elsewhere', 'report.txt'), 'utf8')).toBe(text);
      expect((await lstat(join(root, 'link'))).isSymbolicLink()).toBe(true);
    }
    expect(await readdir(join(root, 'elsewhere'))).toEqual(['report.txt']);
  });
});

describe('a file in a directory that takes no other', () => {
  it('is emptied before the work begins and written in place', async () => {
    const alone = join(await directoryWithoutRoom(), 'a');
    await writeFile(alone, 'yesterday');
    const {ino} = await stat(alone);
    await withOutput(alone, async (write) => {
      expect(await readFile(alone, 'utf8')).toBe('');
      await write('today');
    });
    expect(await readFile(alone, 'utf8')).toBe('today');
    expect((await stat(alone)).ino).toBe(ino);
  });

  it('stays empty when the run fails', async () => {
    const alone = join(await directoryWithoutRoom(), 'a');
    await writeFile(alone, 'yesterday');
    await expect(fail(alone)).rejects.toThrow('no answer');
    expect(await readFile(alone, 'utf8')).toBe('');
  });

  it('is refused where it is not there yet', async () => {
    const directory = await directoryWithoutRoom();
    await expect(put(join(directory, 'a'), 'text')).rejects.toMatchObject(
      refusal(join(directory, 'a'), 'ENAMETOOLONG'),
    );
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a device', () => {
  it('takes the output as it is', async () => {
    await put('/dev/null', 'text');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  // Not everywhere is there a device that is always full.
  (existsSync('/dev/full') ? it : it.skip)('that is full is said to be', async () => {
    await expect(put('/dev/full', 'text')).rejects.toMatchObject(refusal('/dev/full', 'ENOSPC'));
  });
});

describe('what the shell opened', () => {
  it('is written where it stands, and left open', async () => {
    await writeFile(file, 'before ');
    const handle = await open(file, 'a');
    try {
      for (const text of ['one ', 'two']) await put(`/dev/fd/${handle.fd}`, text);
      expect(fstatSync(handle.fd).isFile()).toBe(true);
    } finally {
      await handle.close();
    }
    expect(await readFile(file, 'utf8')).toBe('before one two');
  });

  it.each([
    ['/dev/stdout', 1],
    ['/dev/stderr', 2],
  ] as const)('is left open by a run that failed: %s', async (path, descriptor) => {
    const before = fstatSync(descriptor);
    await expect(fail(path)).rejects.toThrow('no answer');
    expect(fstatSync(descriptor).ino).toBe(before.ino);
  });
});

describe('a named pipe', () => {
  it('waits for its reader, and for one that is slow to read', async () => {
    const pipe = makePipe();
    // More than a pipe holds.
    const text = 'long '.repeat(60_000);
    const writing = put(pipe, text);
    await pause(50);
    const reader = await openReader(pipe);
    await pause(100);
    let read = '';
    try {
      for (let isOver = false; !isOver; ) {
        const some = await reader.read(Buffer.alloc(16_384)).catch((error) => {
          if (error.code !== 'EAGAIN') throw error;
          return null;
        });
        if (some === null) await pause(5);
        else if (some.bytesRead === 0 && read !== '') isOver = true;
        else read += some.buffer.toString('latin1', 0, some.bytesRead);
      }
    } finally {
      await reader.close();
    }
    await writing;
    expect(read).toBe(text);
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  it('whose reader leaves early is no fault', async () => {
    const pipe = makePipe();
    const reader = await openReader(pipe);
    await withOutput(pipe, async (write) => {
      await reader.close();
      await write('text');
    });
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  it('that goes away while it has no reader is one', async () => {
    const pipe = makePipe();
    const writing = put(pipe, 'text');
    const settled = expect(writing).rejects.toMatchObject(refusal(pipe, 'ENOENT'));
    await pause(50);
    await rm(pipe);
    await settled;
  });

  it('has its end, and nothing else, when the run fails', async () => {
    const pipe = makePipe();
    const reader = await openReader(pipe);
    try {
      await expect(fail(pipe)).rejects.toThrow('no answer');
      // Were it still open for writing, reading would ask to be tried again.
      expect((await reader.read(Buffer.alloc(1))).bytesRead).toBe(0);
    } finally {
      await reader.close();
    }
  });
});
