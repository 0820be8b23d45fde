import {NOT_GIVEN} from '../../core/document-tree.ts';
import {UnreadableDocument} from '../../core/run-document.ts';

/** A file that vanished or may not be read is as unreadable as one that is not JSON; anything else is our fault. */
export function reasonOf(error: unknown): string {
  if (error instanceof UnreadableDocument) return error.message;
  const {code} = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${NOT_GIVEN} (${code})`;
}
