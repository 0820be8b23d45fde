import {LseError} from '../core/errors.ts';
import {maskSecrets} from '../format/masking.ts';
import {isDebugging} from './debugging.ts';

/** More would be no message: a parser may quote the whole of what it read. */
const LONGEST_MESSAGE = 1000;

/**
 * The lines that tell an error on stderr: one, and its stack with `LSE_DEBUG=1`.
 *
 * @param command what was run, such as `lse db load`
 */
export function errorNotice(error: unknown, command: string): string[] {
  const {message, stack} = asError(error);
  const frames = isDebugging() && stack !== undefined ? stack.split('\n').slice(1) : [];
  return [line(error, message, command), ...frames.filter((frame) => /^ +at /.test(frame))];
}

function line(error: unknown, message: string, command: string): string {
  if (error instanceof LseError) return `Error: ${error.message} ${error.hint}`;
  // Cut first, half a secret could be left that no pattern knows.
  const said = sentence(maskSecrets(oneLine(message)));
  if (isOclifs(error)) return `Error: ${said} See: ${command} --help`;
  return `Error: Something unforeseen went wrong: ${said} See the stack with: LSE_DEBUG=1 ${command} --help`;
}

/** Whatever was thrown: a program may throw a string, or nothing at all. */
function asError(error: unknown): {readonly message: string; readonly stack?: string | undefined} {
  const {message, stack} = (error ?? {}) as {message?: unknown; stack?: unknown};
  return {
    message: typeof message === 'string' && message !== '' ? message : String(error),
    stack: typeof stack === 'string' ? stack : undefined,
  };
}

/** Wrong usage, as oclif found it. */
function isOclifs(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'oclif' in error;
}

/** oclif's messages come over several lines and point to `--help` themselves. */
function oneLine(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('See more help'));
  return lines.map((line) => line.trim()).join(' ');
}

function sentence(text: string): string {
  const shown = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE).toWellFormed()} ...` : text;
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}
