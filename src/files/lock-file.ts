import {randomUUID} from 'node:crypto';
import {link, open, readdir, readFile, rm, stat} from 'node:fs/promises';
import {hostname} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {onInterrupt} from '../core/interruption.ts';

export interface LockLimits {
  /** How long to wait for others. */
  readonly waitMilliseconds: number;
  /** From this age on, a lock is stale if its process ended. */
  readonly deadAfterMilliseconds: number;
  /** From this age on, a lock is stale if its process is unknown, since it ran on another machine. */
  readonly unknownAfterMilliseconds: number;
}

/** A change takes some ms; a process that needs so much longer has ended. */
const LIMITS: LockLimits = {waitMilliseconds: 5_000, deadAfterMilliseconds: 1_000, unknownAfterMilliseconds: 60_000};
const POLL_MILLISECONDS = 15;

/** Another process has the lock, and kept it longer than this one waits. */
export class LockTaken extends Error {
  /** What the lock says about who holds it, such as `process 4711 on build-7`. */
  readonly holder: string;

  constructor(holder: string) {
    super(`${holder} holds the lock`);
    this.name = 'LockTaken';
    this.holder = holder;
  }
}

/** A lock while it is held. */
export interface Lock {
  /** Whether this process still has it: false if another process took it away. */
  isHeld(): Promise<boolean>;
}

interface Owner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs `work` while no other process has the lock, which is a file. It takes over a lock that a dead process left behind.
 *
 * @throws LockTaken if others have it for longer than this process waits, and what the file system says
 */
export async function withLockFile<T>(
  path: string,
  work: (lock: Lock) => Promise<T>,
  limits: LockLimits = LIMITS,
): Promise<T> {
  const owner: Owner = {token: randomUUID(), pid: process.pid, host: hostname()};
  await take(path, owner, limits);
  await removeDrafts(path, limits).catch(() => {});
  const isHeld = async (): Promise<boolean> => (await ownerOf(path))?.token === owner.token;
  const give = async (): Promise<void> => {
    if (await isHeld()) await rm(path, {force: true});
  };
  const takeBack = onInterrupt(give);
  try {
    return await work({isHeld});
  } finally {
    takeBack();
    await give().catch(() => {});
  }
}

async function take(path: string, owner: Owner, limits: LockLimits): Promise<void> {
  const start = performance.now();
  while (!(await create(path, owner))) {
    if (await isStale(path, limits)) await clear(path, owner, limits);
    else if (performance.now() - start > limits.waitMilliseconds) throw new LockTaken(describe(await ownerOf(path)));
    else await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS * (0.5 + Math.random())));
  }
}

/**
 * False if the name is taken. The lock is written beside its name first: a process may end between any two steps, and an empty lock would
 * have no known owner.
 */
async function create(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.pid}.${owner.token}`;
  let isWritten = false;
  try {
    if ((await ageOf(path)) !== null) return false;
    await write(draft, owner);
    isWritten = true;
    await link(draft, path);
    return true;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Another process took it for one that was left.
    if (code === 'ENOENT' && isWritten) return false;
    // Not every file system has hard links.
    if (!NO_LINKS.has(code)) throw error;
    return await createWithoutLink(path, owner);
  } finally {
    await rm(draft, {force: true});
  }
}

/** Behind the name of a lock: the process that writes it, and its token. */
const DRAFT = /^(?:stale\.)?([1-9][0-9]*)\.[0-9a-f-]{36}$/;

/**
 * Takes away what processes left beside the lock that ended while they wrote it. A process on another machine whose draft is taken by
 * mistake writes it again.
 */
async function removeDrafts(path: string, {unknownAfterMilliseconds}: LockLimits): Promise<void> {
  const [directory, start] = [dirname(path), `${basename(path)}.`];
  for (const name of await readdir(directory)) {
    const [, pid] = (name.startsWith(start) && DRAFT.exec(name.slice(start.length))) || [];
    if (pid === undefined) continue;
    const draft = join(directory, name);
    const age = (await ageOf(draft)) ?? 0;
    if (!isAlive(Number(pid)) || age > unknownAfterMilliseconds) await rm(draft, {force: true});
  }
}

const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function createWithoutLink(path: string, owner: Owner): Promise<boolean> {
  try {
    await write(path, owner);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function write(path: string, owner: Owner): Promise<void> {
  const handle = await open(path, 'wx', 0o644);
  try {
    await handle.writeFile(JSON.stringify(owner));
  } catch (error) {
    await rm(path, {force: true});
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Takes a stale lock away. Two processes that do so at once would take away each other's new lock. So one of them gets a lock for this, and
 * looks again. That lock lasts only for a moment, and its age alone makes it stale.
 */
async function clear(path: string, owner: Owner, limits: LockLimits): Promise<void> {
  const turn = `${path}.stale`;
  if (!(await create(turn, owner))) {
    const age = await ageOf(turn);
    if (age !== null && age > limits.unknownAfterMilliseconds) await rm(turn, {force: true});
    else await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    return;
  }
  try {
    if (await isStale(path, limits)) await rm(path, {force: true});
  } finally {
    await rm(turn, {force: true});
  }
}

async function isStale(path: string, limits: LockLimits): Promise<boolean> {
  const [owner, age] = [await ownerOf(path), await ageOf(path)];
  if (age === null) return false;
  // An empty lock is one whose process ended while it wrote, or is writing just now.
  if (owner === null) return age > limits.unknownAfterMilliseconds;
  if (owner.host !== hostname()) return age > limits.unknownAfterMilliseconds;
  return age > limits.deadAfterMilliseconds && !isAlive(owner.pid);
}

/** By the clock of the file system; null if there is no such file. */
async function ageOf(path: string): Promise<number | null> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function ownerOf(path: string): Promise<Owner | null> {
  try {
    const {token, pid, host} = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner>;
    return typeof token === 'string' && typeof pid === 'number' && typeof host === 'string' ? {token, pid, host} : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function describe(owner: Owner | null): string {
  return owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
}
