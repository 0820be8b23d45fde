import {escapeControlCharacters} from '../format/control-characters.ts';

/** Writes a report. Waits until it has gone out, so that a slow reader of a pipe gets all of it. */
export function writeReport(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Writes lines for the person at the terminal; nothing in them can drive it. */
export async function writeNotice(...lines: string[]): Promise<void> {
  await write(process.stderr, lines.map((line) => `${escapeControlCharacters(line)}\n`).join(''));
}

/** A reader that closed its end early (`| head`) has what it wanted: that is not an error. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', ignorePipe);
    stream.write(text, (error) => {
      stream.off('error', ignorePipe);
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}

function ignorePipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
