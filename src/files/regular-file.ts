import {constants, type FileHandle, open} from 'node:fs/promises';

/** Why a file that the user named could not be read: the code of the file system, or what it is instead of a regular file. */
export class UnreadableInput extends Error {
  /** Null if the file system gave no code. */
  readonly code: string | null;

  constructor(reason: string, code: string | null, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'UnreadableInput';
    this.code = code;
  }
}

/**
 * The text of a regular file, links followed, or of `/dev/null`. Anything else may have no end: lse would wait for a FIFO without a limit.
 *
 * @throws UnreadableInput for anything else, and what the file system says
 */
export async function readRegularFile(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw new UnreadableInput('EISDIR', 'EISDIR');
      if (stats.isFile()) return await file.readFile('utf8');
      if (stats.isCharacterDevice() && (await isEmpty(file))) return '';
      throw new UnreadableInput(`it is ${stats.isFIFO() ? 'a FIFO' : 'a device'}, not a regular file`, null);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    const {code, message} = error as NodeJS.ErrnoException;
    throw new UnreadableInput(code ?? message, code ?? null, {cause: error});
  }
}

/** Only the device `/dev/null` is at its end at once; lse would wait for a terminal. */
async function isEmpty(device: FileHandle): Promise<boolean> {
  const {bytesRead} = await device.read(Buffer.alloc(1), 0, 1, null);
  return bytesRead === 0;
}
