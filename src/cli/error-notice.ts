import {type ErrorCode, LseError} from '../core/errors.ts';
import {maskSecrets} from '../format/masking.ts';
import {isDebugging} from './debugging.ts';
import {shownNotice} from './terminal.ts';

/** A longer text is no message: a parser may quote the whole of what it read. */
const LONGEST_MESSAGE = 1000;

/** An error as a user sees it, in a line of stderr or as JSON. Nothing in it can drive a terminal, and it holds no secret. */
export interface ToldError {
  /** `LSE_UNFORESEEN`: a fault of lse, or of what it runs on. */
  readonly code: ErrorCode | 'LSE_UNFORESEEN';
  /** What failed, and where. */
  readonly message: string;
  /** What to do next; commands in it have the flags that were given. */
  readonly hint: string;
}

/** @param command what was run, such as `lse db load` */
export function toldError(error: unknown, command: string): ToldError {
  const {code, message, hint} = factsOf(error, command);
  return {code, message: shownNotice(message), hint: shownNotice(hint)};
}

function factsOf(error: unknown, command: string): ToldError {
  if (error instanceof LseError) {
    const {code, message, hint} = error;
    // The code that reads settings does not know for which command.
    return {code, message, hint: hint.replaceAll('lse COMMAND', command)};
  }
  // If the text were cut first, half a secret could be left that no pattern knows.
  const said = sentence(maskSecrets(oneLine(messageOf(error))));
  const hint = `See the stack with: LSE_DEBUG=1 ${command} --help`;
  return {code: 'LSE_UNFORESEEN', message: `Something unforeseen went wrong: ${said}`, hint};
}

/** The lines that tell an error on stderr: one, and its stack with `LSE_DEBUG=1`. */
export function errorNotice(error: unknown, {message, hint}: ToldError): string[] {
  const {stack} = (error ?? {}) as {stack?: unknown};
  const frames = isDebugging() && typeof stack === 'string' ? stack.split('\n').slice(1) : [];
  return [`Error: ${message} ${hint}`, ...frames.filter((frame) => /^ +at /.test(frame))];
}

/** The same on stdout for a program, under `--json`. */
export function errorJson(error: ToldError): string {
  return `${JSON.stringify({error}, null, 2)}\n`;
}

/** Whether the user asked for JSON, and so reads errors as JSON, too. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const flags = end === -1 ? args : args.slice(0, end);
  return flags.some(
    (arg, at) => arg === '--json' || arg === '--format=json' || (arg === '--format' && flags[at + 1] === 'json'),
  );
}

/** The message of any value that was thrown: a program may throw a string, or nothing at all. */
function messageOf(error: unknown): string {
  const {message} = (error ?? {}) as {message?: unknown};
  return typeof message === 'string' && message !== '' ? message : String(error);
}

function oneLine(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => line.trim()).join(' ');
}

function sentence(text: string): string {
  const shown = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE).toWellFormed()} ...` : text;
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}
