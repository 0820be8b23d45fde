import {LseError} from '../../core/errors.ts';
import {outputHint} from '../../transfer/output-hint.ts';

/**
 * What the file system says of the directory that is written; any other error passes as it is.
 *
 * @param state what is there now, as the end of a sentence
 */
export function outputError(directory: string, cause: unknown, state: string): unknown {
  const {code, syscall} = cause as NodeJS.ErrnoException;
  if (cause instanceof LseError || syscall === undefined || code === undefined) return cause;
  return new LseError(
    'LSE_OUTPUT',
    `The directory ${directory} cannot be written (${code}); ${state}.`,
    outputHint(code),
    {cause},
  );
}
