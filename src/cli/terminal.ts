import {LseError} from '../core/errors.ts';
import {escapeControlCharacters} from '../format/control-characters.ts';
import {maskSecrets} from '../format/masking.ts';

/**
 * Writes a report. Waits until it has gone out, so that a slow reader of a pipe gets all of it.
 *
 * @throws LseError where it cannot be written, on a full disk for one
 */
export async function writeReport(text: string): Promise<void> {
  const error = await write(process.stdout, text);
  // A reader that closed its end early (`| head`) has what it wanted.
  if (error === null || error.code === 'EPIPE') return;
  throw new LseError('LSE_OUTPUT', `The output cannot be written (${error.code}).`, 'Look for space with: df -h', {
    cause: error,
  });
}

/**
 * Writes lines for the person at the terminal: nothing in them can drive it, and no secret is in them, whatever a message
 * quotes. Where nobody can hear them, they are lost.
 */
export async function writeNotice(...lines: string[]): Promise<void> {
  await write(process.stderr, lines.map((line) => `${escapeControlCharacters(maskNotice(line))}\n`).join(''));
}

/** How lse itself shows a database: its role, and no password. Masking would take the role for a secret, too. */
const SHOWN_DATABASE = /(postgres(?:ql)?:\/\/[^\s/@:?#]+(?::\*\*\*)?@)/;

function maskNotice(line: string): string {
  // Split at a group, so that every second piece is what the group found.
  return line
    .split(SHOWN_DATABASE)
    .map((piece, at) => (at % 2 === 1 ? piece : maskSecrets(piece)))
    .join('');
}

/** Resolves with what went wrong, or null. */
function write(stream: NodeJS.WriteStream, text: string): Promise<NodeJS.ErrnoException | null> {
  // The error is emitted after the callback, too, and would end the process; oclif's listener throws it on.
  stream.removeAllListeners('error');
  stream.on('error', () => {});
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve((error as NodeJS.ErrnoException | null | undefined) ?? null));
  });
}

/** Whether what goes to stdout may be coloured: only on a terminal, and never against the user's wish. */
export function hasColour(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return process.stdout.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
}
