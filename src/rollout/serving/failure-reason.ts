import {LseError} from '../../core/errors.ts';
import {LateAnswer} from './candidate-session.ts';

/** Those that say more than what caused them: that a file is not there is no fault of the file system. */
const TELLING = new Set(['LSE_SCHEMA', 'LSE_ACCESS', 'LSE_DATA_DIR', 'LSE_CONFIG']);

/**
 * Why a side has no answer, as a code that can be counted: the SQLSTATE of the server, else one of ours, of Node's or of SQLite's, else
 * the name of the error. Nothing in it was written by a user.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof LateAnswer) return 'LATE';
  const chain = chainOf(error);
  const ofServer = chain.find(({severity, code}) => severity !== undefined && isCode(code));
  if (ofServer !== undefined) return ofServer.code as string;
  const codes = chain.flatMap(({code}) => (isCode(code) ? [code] : []));
  const [first] = codes;
  if (error instanceof LseError && first !== undefined && TELLING.has(first)) return first;
  return codes.at(-1) ?? nameOf(error);
}

interface Coded {
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly cause?: unknown;
}

/** Deep enough for any error of ours; a cause may lead in a circle. */
const DEEPEST = 8;

function chainOf(error: unknown): Coded[] {
  const chain: Coded[] = [];
  for (let at = error; typeof at === 'object' && at !== null && chain.length < DEEPEST; at = (at as Coded).cause) {
    chain.push(at);
  }
  return chain;
}

function isCode(code: unknown): code is string {
  return typeof code === 'string' && /^[A-Z0-9][A-Z0-9_]{1,40}$/.test(code);
}

function nameOf(error: unknown): string {
  const {name} = (error ?? {}) as {name?: unknown};
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'UNKNOWN';
}
