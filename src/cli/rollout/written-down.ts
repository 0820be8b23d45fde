import {LseError} from '../../core/errors.ts';
import {writeNotice} from '../terminal.ts';

/** The message of an error, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same with what to do about it, if that is known. */
export function adviceOf(error: unknown): string {
  return error instanceof LseError ? `${error.message} ${error.hint}` : messageOf(error);
}

/** Writes into the ledger what is already done and printed: if it cannot be written down, a notice says so, and nothing else changes. */
export async function writeDown(what: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    await writeNotice(`Warning: The ${what} is not in the ledger (${messageOf(error).replace(/[.\s]+$/, '')}).`);
  }
}
