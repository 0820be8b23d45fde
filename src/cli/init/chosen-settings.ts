import {UsageError} from '../../core/errors.ts';
import {pathFault} from '../path-text.ts';
import {parseDatabaseUrl} from '../source-location.ts';
import type {EnvSettings} from './env-text.ts';
import type {Reach} from './reach.ts';

export interface InitFlags {
  readonly 'data-dir'?: string | undefined;
  readonly 'database-url'?: string | undefined;
}

/** Asks one question; an empty answer takes the proposal. */
export type Ask = (question: string, proposal: string) => Promise<string>;

type Variables = Readonly<Record<string, string | undefined>>;

/** After so many wrong answers it stops. */
const MOST_ATTEMPTS = 3;

/**
 * Each setting from its flag, else from an answer, else the proposal: the tree and the database in reach.
 *
 * @param ask null if nobody is there to answer
 * @throws UsageError for a path that is no directory, or a text that is no URL of a database
 */
export async function chooseSettings(
  flags: InitFlags,
  environment: Variables,
  {trees}: Reach,
  ask: Ask | null,
): Promise<EnvSettings> {
  const dataDir = environment.LSE_DATA_DIR || trees[0] || './data';
  const databaseUrl = environment.LSE_DATABASE_URL || usableUrl(environment.DATABASE_URL) || 'sqlite:.lse/lse.db';
  return {
    dataDir: await chosen(flags['data-dir'], 'Directory of the trace tree', dataDir, checkDirectory, ask),
    databaseUrl: await chosen(
      flags['database-url'],
      'Database (postgres://… or sqlite:<path>)',
      databaseUrl,
      checkUrl,
      ask,
    ),
  };
}

async function chosen(
  given: string | undefined,
  question: string,
  proposal: string,
  check: (text: string) => void,
  ask: Ask | null,
): Promise<string> {
  if (given !== undefined || ask === null) {
    const text = given ?? proposal;
    check(text);
    return text;
  }
  for (let attempt = 1; ; attempt += 1) {
    const text = (await ask(question, proposal)).trim() || proposal;
    try {
      check(text);
      return text;
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !(error instanceof UsageError)) throw error;
      question = `${error.message} Again, please`;
    }
  }
}

function checkDirectory(text: string): void {
  const fault = pathFault(text);
  const message = text === '' ? 'is empty' : fault === null ? null : `${fault} of a directory`;
  if (message !== null) throw new UsageError(`--data-dir ${message}.`, 'Give one, such as: --data-dir ./data');
}

function checkUrl(text: string): void {
  try {
    parseDatabaseUrl(text);
  } catch (error) {
    // The text may hold a password, so nothing of it is quoted.
    throw new UsageError(
      `--database-url ${(error as Error).message.replaceAll(text, '***')}.`,
      'Give one, such as: --database-url sqlite:.lse/lse.db',
    );
  }
}

/** Other programs' databases may be of another kind. */
function usableUrl(url: string | undefined): string | undefined {
  return url !== undefined && /^postgres(?:ql)?:/i.test(url) ? url : undefined;
}
