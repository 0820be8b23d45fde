import {SourceError} from '../../core/errors.ts';
import {parseJson} from '../../core/json/parse.ts';
import {isArray, isObject, type JsonValue, member} from '../../core/json/value.ts';
import {type FailingRun, type RecordFacts, readFailingRun, recordFacts} from '../../core/record-facts.ts';
import {quickDocument} from '../../core/stripped-document.ts';

/** A row of a failing trace as either database returns it. */
export interface FactRow {
  readonly project: string;
  readonly traceId: string;
  readonly runId: string;
  readonly symbol: string | null;
  /** JSON text: `[{"own": …, "run": {…}}]` in document order, the runs stripped of what no report prints. */
  readonly failingRuns: string | null;
  /** The exact document if `data` is not exact; then it decides. */
  readonly raw: string | null;
  /** The document itself, or its UTF-8, if the caller must read it; null if the database did. */
  readonly data: string | Uint8Array | null;
}

/**
 * The facts of a row, read by the same functions that read a file.
 *
 * @throws SourceError that names the row if another program nested its document too deep to be read
 */
export function factsOf(row: FactRow): RecordFacts {
  try {
    return readFacts(row);
  } catch (error) {
    throw tooDeep(row.runId, error);
  }
}

/** The error to throw if reading a row's document ran out of stack; any other error is returned unchanged. */
export function tooDeep(runId: string, error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new SourceError(
    'LSE_DATABASE',
    `The document of run ${runId} is nested too deep to be read.`,
    'Correct the row, or delete it and load its date again: lse db load',
    {cause: error},
  );
}

function readFacts(row: FactRow): RecordFacts {
  const text = row.raw ?? row.data;
  if (text !== null) {
    const document = quickDocument(text)?.document ?? parseStored(text.toString());
    return isObject(document) ? recordFacts(row.runId, document) : {runId: row.runId, symbol: null, failingRuns: []};
  }
  const listed = row.failingRuns === null ? [] : parseStored(row.failingRuns);
  const failingRuns = isArray(listed) ? listed.map(readListed) : [];
  return {runId: row.runId, symbol: row.symbol, failingRuns};
}

export function parseStored(text: string): JsonValue {
  return parseJson(text, 'none').value;
}

function readListed(listed: JsonValue): FailingRun {
  const run = member(listed, 'run');
  return readFailingRun(isObject(run) ? run : new Map(), member(listed, 'own') === true);
}
