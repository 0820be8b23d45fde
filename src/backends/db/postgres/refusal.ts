import type {StagedRecord} from '../../../core/record-store.ts';

/**
 * Classes of errors about the data of a statement: a value that cannot be stored, a constraint, a limit of the server, and an error from
 * another program's trigger. Everything else (a connection, a disk, a lock, a missing right) would be the same for the next document, and
 * ends a load.
 */
const DATA_CLASSES = new Set(['22', '23', '54', 'P0']);
const OUT_OF_MEMORY = '53200';
/** PostgreSQL allocates at most 1 GB in one piece, and reports more as an internal error. */
const TOO_LARGE_A_PIECE = /^invalid memory alloc request size/;
/** If the server is short of memory, a smaller document is not the cause. */
const LARGE_DOCUMENT_BYTES = 1_000_000;

/** The server's objection to these records; null if the error is about something else. */
export function refusalOf(error: unknown, records: readonly StagedRecord[]): string | null {
  const {code, severity, message} = error as {code: string; severity?: string; message: string};
  // Every error of a server has a code; other errors have no severity.
  if (severity !== 'ERROR') return null;
  const isData = DATA_CLASSES.has(code.slice(0, 2)) || TOO_LARGE_A_PIECE.test(message);
  const isShort = code === OUT_OF_MEMORY && records.some(({data}) => data.length > LARGE_DOCUMENT_BYTES);
  return isData || isShort ? message : null;
}

/** Ends a transaction in which the server refused part of a batch: PostgreSQL does nothing more in it. */
export class RefusedBatch extends Error {
  readonly records: readonly StagedRecord[];

  constructor(records: readonly StagedRecord[], cause: unknown) {
    super('a batch was refused', {cause});
    this.records = records;
  }
}

/** Runs a statement about some records. @throws RefusedBatch if the server refuses one of them */
export async function orRefused<T>(records: readonly StagedRecord[], ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw refusalOf(error, records) === null ? error : new RefusedBatch(records, error);
  }
}

/** After so many refused batches everything is suspect: each of them costs a transaction. */
const MOST_BATCHES = 3;

/** Records among which, as far as is known, the server refuses one. They are tried out before they are written. */
export class Suspects {
  readonly #files = new Set<string>();
  #batches = 0;

  has({runId, fileName}: StagedRecord): boolean {
    return this.#batches > MOST_BATCHES || this.#files.has(nameOf(runId, fileName));
  }

  /** False if all of them were suspect already: then the trial did not help. */
  add(records: readonly StagedRecord[]): boolean {
    const isNew = !records.every((record) => this.has(record));
    for (const {runId, fileName} of records) this.#files.add(nameOf(runId, fileName));
    this.#batches += 1;
    return isNew;
  }
}

function nameOf(runId: string, fileName: string): string {
  return `${runId} ${fileName}`;
}
