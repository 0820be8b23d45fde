import {pino} from 'pino';
import {appendText} from './log-file.ts';
import type {RunLine} from './run-line.ts';

/**
 * Appends a line to the log at `path`.
 *
 * @throws what `appendText` throws
 */
export function appendLine(path: string, line: RunLine): void {
  appendText(path, lineText(line));
}

/** The line as it is written: one JSON object, with its level, its time and the process, and a line feed. */
export function lineText(line: RunLine): string {
  let text = '';
  // pino's own destination would write what a full disk refused once more when the process ends, to a descriptor that is closed by then.
  const destination = {
    write(written: string): void {
      text += written;
    },
  };
  const logger = pino(
    {
      base: {process: process.pid},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {level: (label) => ({level: label})},
    },
    destination,
  );
  logger[levelOf(line)](line);
  return text;
}

/** A comparison that found a difference did its work. */
function levelOf({exitCode, error, interrupted}: RunLine): 'info' | 'warn' | 'error' {
  if (error !== null || interrupted) return 'error';
  return exitCode === 0 ? 'info' : 'warn';
}
