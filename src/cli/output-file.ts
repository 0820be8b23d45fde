import {constants, type Stats, write as writeDescriptor} from 'node:fs';
import {type FileHandle, open, rm, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import {promisify} from 'node:util';
import {LseError} from '../core/errors.ts';
import {onInterrupt} from '../core/interruption.ts';
import {createDraft, replaceFile, targetOf} from '../files/replaced-file.ts';
import {escapedPieces} from '../format/control-characters.ts';
import {writeReport} from './terminal.ts';

/** Takes the whole output, once; a long one in pieces, each made when its turn comes. */
export type WriteOutput = (text: string | Iterable<string>) => Promise<void>;

/** A place for the output of one run. */
interface Place {
  readonly write: (pieces: Iterable<string>) => Promise<unknown>;
  /** Removes everything of a run that did not finish. */
  readonly abandon: () => Promise<void>;
}

/** How long to wait for a reader of a pipe before the work begins. */
const READER_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 20;

/**
 * Runs `work` with a place for its output: the file at `path`, or stdout. Whether it can be written is checked before the work
 * begins, so that an hour's work is not lost. The old content of the file is removed at once, since a reader could take it
 * for the output of this run. The file is there again when the run has finished, and it is whole.
 *
 * @throws LseError if the file cannot be opened or written
 */
export async function withOutput<T>(path: string | undefined, work: (write: WriteOutput) => Promise<T>): Promise<T> {
  if (path === undefined) return work(writeReport);
  const explained = async <V>(step: () => Promise<V>): Promise<V> => {
    try {
      return await step();
    } catch (error) {
      throw error instanceof LseError ? error : unwritable(path, error);
    }
  };
  const place = await explained(() => openPlace(path));
  const takeBack = onInterrupt(place.abandon);
  let isWritten = false;
  try {
    return await work(async (text) => {
      await explained(() => place.write(escapedPieces(text, {colour: false})));
      isWritten = true;
    });
  } finally {
    takeBack();
    if (!isWritten) await place.abandon();
  }
}

/**
 * The place that two of the paths lead to, under whatever names; null if each leads to its own.
 *
 * @param paths null for stdout
 */
export async function samePlace(paths: readonly (string | null)[]): Promise<string | null> {
  const places = await Promise.all(
    paths.map(async (path) => {
      const descriptor = path === null ? 1 : inheritedDescriptor(path);
      if (descriptor !== null) return descriptor === 1 ? '/dev/stdout' : `/dev/fd/${descriptor}`;
      // What cannot be checked now is reported when it is opened.
      return targetOf(path as string).catch(() => resolve(path as string));
    }),
  );
  return places.find((place, at) => places.indexOf(place) < at) ?? null;
}

async function openPlace(path: string): Promise<Place> {
  const descriptor = inheritedDescriptor(path);
  if (descriptor !== null) return straight((pieces) => writeAll(descriptor, pieces));
  const status = await statOf(path);
  if (status === null || status.isFile()) return openFile(await targetOf(path), status);
  const handle = status.isFIFO() ? await openPipe(path) : await open(path, constants.O_WRONLY);
  return straight((pieces) => writeAll(handle.fd, pieces), handle);
}

/** What the shell opened for this program: `/dev/stdout`, and `/dev/fd/63` of a `>(…)`. To open it anew can empty it, or fail. */
function inheritedDescriptor(path: string): number | null {
  const [, name] = /^\/(?:dev|proc\/self)\/(stdout|stderr|fd\/\d+)$/.exec(path) ?? [];
  if (name === undefined) return null;
  return name === 'stdout' ? 1 : name === 'stderr' ? 2 : Number(name.slice('fd/'.length));
}

/** Devices, pipes and what the shell opened hold no old content. */
function straight(write: Place['write'], handle?: FileHandle): Place {
  const close = async (): Promise<void> => handle?.close();
  return {write: (pieces) => write(pieces).finally(close), abandon: close};
}

/** A full pipe has to be waited for; a reader that closed its end has what it wanted, as with stdout. */
async function writeAll(descriptor: number, pieces: Iterable<string>): Promise<void> {
  const write = promisify(writeDescriptor);
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    for (let at = 0; at < bytes.length; ) {
      try {
        at += (await write(descriptor, bytes, at)).bytesWritten;
      } catch (error) {
        const {code} = error as NodeJS.ErrnoException;
        if (code === 'EPIPE') return;
        if (code !== 'EAGAIN') throw error;
        await pause();
      }
    }
  }
}

/**
 * A regular file, written beside its name and renamed. If its directory takes no other file (only the file may be writable,
 * or it is mounted), the file is emptied now and written in place.
 */
async function openFile(target: string, before: Stats | null): Promise<Place> {
  // A user who may not write the file may not replace it, though the directory would allow it.
  if (before !== null) await (await open(target, constants.O_WRONLY)).close();
  try {
    // Removed at once, so that a run that is killed leaves nothing.
    const {draft, handle} = await createDraft(target);
    await handle.close();
    await rm(draft);
    await rm(target, {force: true});
  } catch (error) {
    if (before === null) throw error;
    return openInPlace(target);
  }
  return {write: (pieces) => replaceFile(target, pieces, before), abandon: async () => {}};
}

async function openInPlace(target: string): Promise<Place> {
  const handle = await open(target, 'w');
  const abandon = async (): Promise<void> => {
    await handle.truncate(0).catch(() => {});
    await handle.close().catch(() => {});
  };
  const write = async (pieces: Iterable<string>): Promise<void> => {
    try {
      for (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
      await handle.close();
    } catch (error) {
      await abandon();
      throw error;
    }
  };
  return {write, abandon};
}

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** To open a named pipe for writing waits for its reader, perhaps for ever, and in a thread that cannot be stopped. */
async function openPipe(path: string): Promise<FileHandle> {
  for (const start = performance.now(); ; await pause()) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      if (performance.now() - start > READER_MILLISECONDS) {
        throw new LseError('LSE_OUTPUT', `Nobody reads from the pipe ${path}.`, 'Start its reader first.');
      }
    }
  }
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, POLL_MILLISECONDS));
}

function unwritable(path: string, cause: unknown): LseError {
  const {code = 'unknown'} = cause as NodeJS.ErrnoException;
  return new LseError(
    'LSE_OUTPUT',
    `The file ${path} cannot be written (${code}).`,
    'Name another one with --output FILE.',
    {cause},
  );
}
