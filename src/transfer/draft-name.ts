import {createHash, randomBytes} from 'node:crypto';
import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';

/** What is written: a tree out of a database, or into a tree out of other files. */
export type DraftKind = 'export' | 'import';

/**
 * The name of something unfinished says which process writes it: `.lse-export-<place>-<process>-<start>-<random>`. A name is there
 * with its directory, in one step, so that no draft is ever without its owner. It starts with a dot and so is no project.
 */
const NAMES: Readonly<Record<DraftKind, RegExp>> = {
  export: /^\.lse-export-([0-9a-f]{8})-([1-9][0-9]*)-([0-9]+)-[0-9a-f]{8}$/,
  import: /^\.lse-import-([0-9a-f]{8})-([1-9][0-9]*)-([0-9]+)-[0-9a-f]{8}$/,
};

export function newDraftName(kind: DraftKind = 'export'): string {
  return `.lse-${kind}-${place()}-${process.pid}-${startOf(process.pid) ?? 0}-${randomBytes(4).toString('hex')}`;
}

/** `left`: whoever wrote it is gone. `other`: it belongs to another machine or container, and nothing can be known of that here. */
export type DraftState = 'written' | 'left' | 'other';

/** Null for a name that is not that of such a draft. */
export function draftState(name: string, kind: DraftKind = 'export'): DraftState | null {
  const [, where, id, start] = NAMES[kind].exec(name) ?? [];
  if (where === undefined) return null;
  if (where !== place()) return 'other';
  return isRunning(Number(id), Number(start)) ? 'written' : 'left';
}

/** Where a process number means the same process: this machine, and on Linux this container. */
function place(): string {
  return createHash('sha256').update(`${hostname()} ${namespace()}`).digest('hex').slice(0, 8);
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** A number is given again after a while, but not with the same start. */
function isRunning(id: number, start: number): boolean {
  try {
    process.kill(id, 0);
  } catch (error) {
    // Any other error says that there is one, which belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (startOf(id) ?? start) === start;
}

/** When a process started, in ticks since the machine did; null if the system does not say so in this way. */
function startOf(id: number): number | null {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'latin1');
    // The name of the program stands in parentheses and may hold anything; what follows it are numbers.
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}
