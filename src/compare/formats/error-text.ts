import {LseError} from '../../core/errors.ts';

/** What an error may say in a report: nothing of a stack or a query. */
export function errorText(error: unknown): string {
  return error instanceof LseError ? `${error.message} ${error.hint}` : String((error as Error).message);
}
