import {LseError} from '../../core/errors.ts';
import {maskSecrets} from '../../format/masking.ts';

/** What an error may say in a report: nothing of a stack or a query, and no secret that another library put into it. */
export function errorText(error: unknown): string {
  return error instanceof LseError ? `${error.message} ${error.hint}` : maskSecrets(String((error as Error).message));
}
