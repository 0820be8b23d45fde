/** Why a file, or the rest of it, cannot be read. The message is one line that goes on from the file's name, and says what to do. */
export class ParquetFault extends Error {
  override readonly name = 'ParquetFault';
}

/** What `work` gives. Whatever the library throws for bytes that it cannot make sense of becomes a fault of the file. */
export function decoded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParquetFault) throw error;
    throw new ParquetFault(`${what} (${errorText(error)}); ${FETCH_AGAIN}`);
  }
}

export const FETCH_AGAIN = 'copy the file out of its bucket again, or export it again';

/** Errors of the library name the format first, which the reason has said by then. */
function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^parquet /, '').split('\n', 1)[0] as string;
}
