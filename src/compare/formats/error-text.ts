import {LseError} from '../../core/errors.ts';
import {maskSecrets} from '../../format/masking.ts';

/** What a report may say about an error: no stack, no query, and no secret that another library put into it. */
export function errorText(error: unknown): string {
  return error instanceof LseError ? `${error.message} ${error.hint}` : maskSecrets(String((error as Error).message));
}
