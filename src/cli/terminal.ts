import {closeSync, fstatSync, openSync, writeSync} from 'node:fs';
import {devNull} from 'node:os';
import {format} from 'node:util';
import type {Look} from '../compare/formats/text/print.ts';
import {LseError} from '../core/errors.ts';
import {escapeControlCharacters, escapedPieces, escapeOutput} from '../format/control-characters.ts';
import {maskSecrets} from '../format/masking.ts';
import {withGivenFlags} from './usage/given-command.ts';

type StandardStream = typeof process.stdout | typeof process.stderr;

/**
 * Writes a report. Waits until it has gone out, so that a slow reader of a pipe gets all of it.
 *
 * @throws LseError if it cannot be written, for example on a full disk
 */
export async function writeReport(text: string | Iterable<string>, {colour} = {colour: hasColour()}): Promise<void> {
  for (const piece of escapedPieces(text, {colour})) {
    if (piece === '') continue;
    const error = await write(process.stdout, piece);
    // A reader that closed its end early (`| head`) has what it wanted.
    if (error?.code === 'EPIPE') return;
    if (error !== null) throw unwritten(error);
    printed += Buffer.byteLength(piece);
  }
}

/** Whether stdout belongs to this program, and not to a process that runs commands one after the other. */
let ownsOutput = false;

export function ownOutput(): void {
  ownsOutput = true;
}

/**
 * Ends stdout for whoever reads it through a pipe, while the process goes on: `writeReport` has waited until all of it went out. Node
 * never closes its own stdout. So its descriptor is closed here, and a sink takes its place; else the
 * next file or socket would get its number. Only a pipe has a reader who waits for an end.
 */
export function endOutput(): void {
  if (!ownsOutput || !isPipe(process.stdout.fd)) return;
  try {
    closeSync(process.stdout.fd);
    openSync(devNull, 'w');
  } catch {
    // The reader waits until the process has ended, which is soon.
  }
}

function isPipe(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isSocket();
  } catch {
    return false;
  }
}
/** How many bytes of reports this process has written to stdout. */
export function bytesPrinted(): number {
  return printed;
}

let printed = 0;

function unwritten(error: NodeJS.ErrnoException): LseError {
  return new LseError('LSE_OUTPUT', `The output cannot be written (${error.code}).`, 'Look for space with: df -h', {
    cause: error,
  });
}

/**
 * Writes lines for the person at the terminal: nothing in them can drive it, and they hold no secret, whatever a message
 * quotes. If nobody reads stderr, they are lost.
 */
export async function writeNotice(...lines: string[]): Promise<void> {
  cover?.hide();
  await write(process.stderr, lines.map((line) => `${shownNotice(line)}\n`).join(''));
  cover?.show();
}

/** What stands on the last line of the terminal, and makes room for a notice. */
interface Cover {
  hide(): void;
  show(): void;
}

let cover: Cover | null = null;

/** From now on notices are written above it. @returns a function that ends that */
export function coverTerminal(given: Cover): () => void {
  cover = given;
  return () => {
    if (cover === given) cover = null;
  };
}

/** Writes lines for a program that reads stderr. They are already masked: to mask JSON could break it. */
export async function writeLines(text: string): Promise<void> {
  if (text !== '') await write(process.stderr, escapeOutput(text, {colour: false}));
}

/** The line as it is shown. Commands in it have the flags that were given. */
export function shownNotice(line: string): string {
  return tameLine(withGivenFlags(line));
}

/** The same for a line that is only data: it can drive no terminal, and it holds no secret. */
export function tameLine(line: string): string {
  return escapeControlCharacters(maskNotice(line));
}

/** How lse itself shows a database: its role, and no password. Masking would take the role for a secret, too. */
const SHOWN_DATABASE = /(postgres(?:ql)?:\/\/[^\s/@:?#]+(?::\*\*\*)?@)/;

/** Any other with user info: a password may hold whatever ends one elsewhere, so the last @ of the line ends it here. */
const DATABASE_URL = /(postgres(?:ql)?:\/\/).*@/gis;

function maskNotice(line: string): string {
  // The pattern has a group, so every second piece is a match.
  return line
    .split(SHOWN_DATABASE)
    .map((piece, at) => (at % 2 === 1 ? piece : maskSecrets(piece.replace(DATABASE_URL, '$1***@'))))
    .join('');
}

/** Resolves with the error, or null. */
function write(stream: StandardStream, text: string): Promise<NodeJS.ErrnoException | null> {
  // The error is emitted after the callback, too, and would end the process; oclif's listener throws it on.
  stream.removeAllListeners('error');
  stream.on('error', () => {});
  writeWhole(stream);
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve((error as NodeJS.ErrnoException | null | undefined) ?? null));
  });
}

/**
 * What Node writes to a file may end in the middle without an error: on a full disk or quota the first write is
 * short, and only a second would fail. So a stream to a file gets a writer that continues until all is written.
 */
function writeWhole(stream: StandardStream): void {
  if (stream.isTTY || Object.hasOwn(stream, '_write') || !isFile(stream.fd)) return;
  stream._write = (chunk: Buffer | string, encoding, done) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(stream.fd, bytes, at);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}

/** A file or a device: Node writes to them at once, and waits for pipes and sockets. */
function isFile(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFile() || status.isCharacterDevice();
  } catch {
    return false;
  }
}

/** Keeps what is printed to the console from now on, until the console is given back. */
export function takeConsole(): {readonly text: () => string; readonly giveBack: () => void} {
  const {log} = console;
  let text = '';
  console.log = (...data: unknown[]) => {
    text += `${format(...data)}\n`;
  };
  return {
    text: () => text,
    giveBack: () => {
      console.log = log;
    },
  };
}

/** Whether a person is there who can answer. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** For a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** How wide stdout is; null if it is no terminal: then no line is broken, for programs that read lines. */
export function terminalColumns(): number | null {
  if (process.stdout.isTTY !== true) return null;
  const {columns} = process.stdout;
  return columns > 0 ? columns : USUAL_COLUMNS;
}

/** How a text for a person looks on stdout. */
export function stdoutLook(): Look {
  return {colour: hasColour(), columns: terminalColumns()};
}

/** Whether what goes to stdout may be coloured: only on a terminal, and never against the user's wish. */
export function hasColour(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return process.stdout.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
}
