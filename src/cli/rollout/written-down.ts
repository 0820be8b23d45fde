import {LseError} from '../../core/errors.ts';
import {writeNotice} from '../terminal.ts';

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same with what to do about it, where that is known. */
export function adviceOf(error: unknown): string {
  return error instanceof LseError ? `${error.message} ${error.hint}` : messageOf(error);
}

/** Writes into the ledger what is done, and printed, by now: that it cannot be written down is said, and changes nothing about it. */
export async function writeDown(what: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    await writeNotice(`Warning: The ${what} is not in the ledger (${messageOf(error).replace(/[.\s]+$/, '')}).`);
  }
}
