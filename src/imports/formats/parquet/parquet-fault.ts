/** Why a file, or the rest of it, cannot be read. The message is one line that goes on from the file's name, and says what to do. */
export class ParquetFault extends Error {
  override readonly name = 'ParquetFault';
}

/** The rest of a file needs more memory than there is. Other than with a fault nothing is wrong with the file, so that the import ends. */
export class ParquetTooLarge extends Error {
  override readonly name = 'ParquetTooLarge';
}

/** What the engine says if it gets no memory for so many bytes. A length that no memory has is a fault of the file. */
const NO_MEMORY = 'Array buffer allocation failed';

/** What `work` gives. Whatever the library throws for bytes that it cannot make sense of becomes a fault of the file. */
export function decoded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParquetFault) throw error;
    // Not by its class: under a test runner the engine's errors are of another realm.
    const message = (error as Error | undefined)?.message;
    if (message === NO_MEMORY) throw new ParquetTooLarge(message, {cause: error});
    throw new ParquetFault(`${what} (${errorText(error)}); ${FETCH_AGAIN}`);
  }
}

export const FETCH_AGAIN = 'copy the file out of its bucket again, or export it again';

/** Errors of the library name the format first, which the reason has said by then. */
function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^parquet /, '').split('\n', 1)[0] as string;
}
