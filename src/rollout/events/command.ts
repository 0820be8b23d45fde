import {type ChildProcess, spawn} from 'node:child_process';
import {onInterrupt} from '../../core/interruption.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {maskSecrets} from '../../format/masking.ts';
import {Undelivered} from './delivery.ts';

/** Of what the command said before it failed. */
const MOST_SAID = 300;

/** What a command needs not to know: with it, anyone could sign. */
const KEPT_BACK = 'LSE_EVENTS_SECRET';

/**
 * Runs a command without a shell, with `input` on its stdin. What it prints goes nowhere: stdout is the report's. It ends, with all that
 * it started, when its time is over, or when lse is interrupted.
 *
 * @throws Undelivered if it cannot be started, takes too long or ends with another code than 0
 */
export async function runCommand(argv: readonly string[], input: string, milliseconds: number): Promise<void> {
  const [file, ...args] = argv;
  if (file === undefined || file === '') throw new Undelivered('the command is empty');
  const child = start(file, args);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 2 * MOST_SAID) said += text;
  });
  // A command need not read what it is given, nor all of it.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const takeBack = onInterrupt(() => kill(child));
  try {
    const end = await endOf(child, milliseconds);
    if (end !== null) throw new Undelivered(`the command ${shown(file)} ${end}${quoted(said)}`);
  } finally {
    takeBack();
    for (const stream of [child.stdin, child.stderr]) stream?.destroy();
  }
}

/** A group of its own, so that what it started ends with it. Windows has none. */
function start(file: string, args: readonly string[]): ChildProcess {
  const {[KEPT_BACK]: _, ...env} = process.env;
  try {
    return spawn(file, args, {
      env,
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    throw new Undelivered(`the command cannot be started (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/** Null if it ended well. Its end counts, not that of its pipes: what it left behind may keep those open for ever. */
function endOf(child: ChildProcess, milliseconds: number): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      kill(child);
      resolve(`took longer than ${milliseconds / 1000} s and was ended`);
    }, milliseconds);
    const end = (how: string | null): void => {
      clearTimeout(timer);
      resolve(how);
    };
    child.once('error', (error: NodeJS.ErrnoException) => end(`cannot be started (${error.code ?? 'unknown'})`));
    // What it said last arrives after its end.
    child.once('exit', (code, signal) =>
      setImmediate(() => end(code === 0 ? null : `ended with ${signal === null ? `code ${code}` : signal}`)),
    );
  });
}

function kill(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

function quoted(said: string): string {
  const line = shown(said.trim());
  return line === '' ? '' : `, saying: ${line.replace(/\.$/, '')}`;
}

/** Masked before it is cut: of half a secret nothing could be told. */
function shown(text: string): string {
  return escapeControlCharacters(maskSecrets(text).slice(0, MOST_SAID).toWellFormed());
}
