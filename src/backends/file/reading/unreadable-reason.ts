import {NOT_GIVEN} from '../../../core/document-tree.ts';
import {tooMuch, UnreadableDocument} from '../../../core/run-document.ts';

/** No database could keep such a name of a record's file. */
export const NAME_IS_NOT_UTF8 = 'its name is not UTF-8';

/** A file that vanished or may not be read is as unreadable as one that is not JSON; anything else is our fault. */
export function reasonOf(error: unknown): string {
  if (error instanceof UnreadableDocument) return error.message;
  const excess = tooMuch(error);
  if (excess !== null) return excess.message;
  const {code} = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${NOT_GIVEN} (${code})`;
}
