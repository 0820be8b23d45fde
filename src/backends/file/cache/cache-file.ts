import {createHash, randomBytes} from 'node:crypto';
import type {Stats} from 'node:fs';
import {constants, type FileHandle, open, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {PRIVATE_FILE} from '../../../core/private-mode.ts';
import {makeOwnDirectory} from '../../../files/own-directory.ts';

/** It counts up with every change of what is extracted or how it is written. */
const FORMAT = 5;

/** A FIFO in its place must not stop a report for ever, and a link must not lead it elsewhere. */
const AS_WRITTEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** A use is noted at most this often. */
const USE_MILLISECONDS = 3_600_000;

/** The bits of a mode that let others than the owner write. */
const OTHERS_WRITE = 0o022;

/**
 * What the cache has of one directory, in a file of its own. A file that is missing, damaged, of another version or of another user counts
 * as empty. A file that cannot be written counts as missing. So the cache never decides whether a report succeeds, nor what it says.
 *
 * The first line is a digest of all that follows, with its length; the second says what it is about, the third holds the value.
 */
export class CacheFile {
  readonly #cacheDir: string;
  readonly #path: string;
  readonly #subject: string;

  /** `conditions` is everything besides the files on which the kept value depends; `kind` is part of the file's name. */
  constructor(cacheDir: string, directory: string, conditions: string, kind: string) {
    const name = createHash('sha256').update(directory).digest('hex').slice(0, 32);
    this.#cacheDir = cacheDir;
    this.#path = join(cacheDir, `${name}.${kind}.json`);
    this.#subject = `${JSON.stringify([kind, conditions, directory])}\n`;
  }

  async read(): Promise<unknown> {
    try {
      const file = await open(this.#path, AS_WRITTEN);
      try {
        const value = valueIn(await contentOf(file), this.#subject);
        if (value !== null) await noteUse(file);
        return value;
      } finally {
        await file.close();
      }
    } catch {
      return null;
    }
  }

  /** Replaces what was there in one step, so a reader gets the old file or the new one. */
  async write(value: unknown): Promise<void> {
    const draft = `${this.#path}.${randomBytes(6).toString('hex')}`;
    try {
      makeOwnDirectory(this.#cacheDir);
      const file = await open(draft, 'wx', PRIVATE_FILE);
      try {
        await file.writeFile(sealed(Buffer.from(`${this.#subject}${JSON.stringify(value)}\n`)));
      } finally {
        await file.close();
      }
      await rename(draft, this.#path).catch(async () => {
        // Only a directory cannot be replaced, and none of ours has this name.
        await rm(this.#path, {recursive: true, force: true});
        await rename(draft, this.#path);
      });
    } catch {
      await rm(draft, {force: true}).catch(() => {});
    }
  }
}

function sealed(body: Buffer): Buffer {
  return Buffer.concat([sealOf(body), body]);
}

/** Always of one length, so that the size of a file shows before reading whether it is whole. */
function sealOf(body: Buffer): Buffer {
  const digest = createHash('sha256').update(body).digest('hex');
  return Buffer.from(`lse-cache ${FORMAT} ${String(body.length).padStart(12, '0')} ${digest}\n`);
}

const SEAL_BYTES = sealOf(Buffer.alloc(0)).length;

/**
 * All of a file that this user wrote and nobody else could write. Empty if it is no such file, or not as long as it
 * says.
 */
async function contentOf(file: FileHandle): Promise<Buffer> {
  const stats = await file.stat();
  if (!stats.isFile() || !isOwn(stats)) return Buffer.alloc(0);
  const {buffer, bytesRead} = await file.read(Buffer.alloc(SEAL_BYTES), 0, SEAL_BYTES, 0);
  const length = Number(/^lse-cache [0-9]+ ([0-9]{12}) /.exec(buffer.toString('latin1', 0, bytesRead))?.[1]);
  return stats.size === SEAL_BYTES + length ? file.readFile() : Buffer.alloc(0);
}

/** Sets the time of use by hand, since most file systems do not: the least recently used file goes first. */
async function noteUse(file: FileHandle): Promise<void> {
  const {atimeMs, mtime} = await file.stat();
  if (Date.now() - atimeMs > USE_MILLISECONDS) await file.utimes(new Date(), mtime).catch(() => {});
}

/** If there are no users, as in Windows, modes say nothing either. */
function isOwn({uid, mode}: Stats): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_WRITE) === 0);
}

function valueIn(content: Buffer, subject: string): unknown {
  const body = content.subarray(SEAL_BYTES);
  if (content.length === 0 || !content.subarray(0, SEAL_BYTES).equals(sealOf(body))) return null;
  const text = body.toString('utf8');
  return text.startsWith(subject) ? (JSON.parse(text.slice(subject.length)) as unknown) : null;
}
