import {readFile} from 'node:fs/promises';
import {parse as parseDotenv} from 'dotenv';
import {ConfigError} from '../core/errors.ts';
import {parseDuration} from './duration.ts';
import {type DatabaseLocation, parseDatabaseUrl} from './source-location.ts';

export const backendNames = ['file', 'db'] as const;

export type BackendName = (typeof backendNames)[number];

/** Everything that the environment, `.env` and the flags can say, checked. */
export interface Settings {
  readonly dataDir: string;
  readonly database: DatabaseLocation;
  readonly backend: BackendName;
  readonly maxFileBytes: number;
  /** Whether reports remember what they read of files. */
  readonly cache: boolean;
  /** Milliseconds that a PostgreSQL server may work on a statement about one date. */
  readonly statementTimeout: number;
  /** Milliseconds for which it may send nothing; null: a little more than the statement may take. */
  readonly silenceLimit: number | null;
  /** How often what failed for a passing reason is tried again. */
  readonly databaseRetries: number;
}

/** Flags that stand above the environment; undefined where they were not given. */
export interface SettingFlags {
  readonly 'data-dir'?: string | undefined;
  readonly 'database-url'?: string | undefined;
  readonly backend?: string | undefined;
  readonly cache?: boolean | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULTS = {
  LSE_DATA_DIR: './data',
  LSE_DATABASE_URL: 'sqlite:.lse/lse.db',
  LSE_REPORT_BACKEND: 'file',
  LSE_MAX_FILE_BYTES: String(64 * 1024 * 1024),
  LSE_CACHE: 'on',
  LSE_DB_STATEMENT_TIMEOUT: '30s',
  LSE_DB_SILENCE_LIMIT: 'auto',
  LSE_DB_RETRIES: '4',
};
type Key = keyof typeof DEFAULTS;

/** Read elsewhere, and no fault here: oclif's own, the switch for stack traces, and what the tests are given. */
const OTHER_KEYS = /^LSE_(?:DEBUG|TEST_.*|CACHE_DIR|CONFIG_DIR)$/;

/**
 * Reads `.env` in the working directory, the environment and the flags, the later above the earlier.
 *
 * @throws ConfigError that names every fault at once
 */
export async function readSettings(flags: SettingFlags, environment: Variables = process.env): Promise<Settings> {
  return parseSettings(flags, environment, await readDotenv('.env'));
}

/** The same, from variables that were read already. */
export function parseSettings(flags: SettingFlags, environment: Variables, dotenv: Variables): Settings {
  const faults = [...unknownKeys(environment, 'the environment'), ...unknownKeys(dotenv, '.env')];
  const variables: Variables = {...dotenv, ...environment};
  const value = <T>(key: Key, flag: string | undefined, parse: (text: string) => T): T | null => {
    const text = flag ?? variables[key] ?? DEFAULTS[key];
    try {
      if (text === '') throw new Error('is empty');
      return parse(text);
    } catch (error) {
      faults.push(`${key} ${(error as Error).message}`);
      return null;
    }
  };
  const settings = {
    dataDir: value('LSE_DATA_DIR', flags['data-dir'], (text) => text),
    database: value('LSE_DATABASE_URL', flags['database-url'], parseDatabaseUrl),
    backend: value('LSE_REPORT_BACKEND', flags.backend, parseBackend),
    maxFileBytes: value('LSE_MAX_FILE_BYTES', undefined, parseBytes),
    statementTimeout: value('LSE_DB_STATEMENT_TIMEOUT', undefined, parseDuration),
    silenceLimit: value('LSE_DB_SILENCE_LIMIT', undefined, parseSilence),
    databaseRetries: value('LSE_DB_RETRIES', undefined, parseRetries),
    cache: value('LSE_CACHE', flags.cache === undefined ? undefined : flags.cache ? 'on' : 'off', parseSwitch),
  };
  if (faults.length > 0) {
    throw new ConfigError(
      `The settings are wrong: ${faults.join('; ')}.`,
      'Mend the environment, .env or the flags; each variable is described in .env.example.',
    );
  }
  return settings as Settings;
}

async function readDotenv(path: string): Promise<Variables> {
  try {
    return parseDotenv(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError(`The file ${path} cannot be read.`, `Look at it with: ls -l ${path}`);
  }
}

function unknownKeys(variables: Variables, where: string): string[] {
  const ours = Object.keys(variables).filter((key) => key.startsWith('LSE_'));
  return ours
    .filter((key) => !(key in DEFAULTS) && !OTHER_KEYS.test(key))
    .map((key) => `${key} in ${where} is not known (known: ${Object.keys(DEFAULTS).join(', ')}, LSE_DEBUG)`);
}

function parseBackend(text: string): BackendName {
  const name = backendNames.find((known) => known === text);
  if (name === undefined) throw new Error(`names an unknown backend '${text}' (known: ${backendNames.join(', ')})`);
  return name;
}

function parseSwitch(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new Error(`is neither 'on' nor 'off': '${text}'`);
  return text === 'on';
}

/** Null for what follows from the statement's limit. */
function parseSilence(text: string): number | null {
  return text === 'auto' ? null : parseDuration(text);
}

function parseRetries(text: string): number {
  if (!/^(?:[0-9]|10)$/.test(text)) throw new Error(`is not a whole number from 0 to 10: '${text}'`);
  return Number(text);
}

function parseBytes(text: string): number {
  const bytes = Number(text);
  if (!/^[0-9]+$/.test(text) || bytes === 0 || !Number.isSafeInteger(bytes)) {
    throw new Error(`is not a whole number of bytes above zero: '${text}'`);
  }
  return bytes;
}
