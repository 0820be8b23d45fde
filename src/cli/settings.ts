import {ConfigError} from '../core/errors.ts';
import {DEFAULT_ROLLOUT_FILE} from '../rollout/intent/rollout-file.ts';
import {type ShadowMode, shadowModes} from '../rollout/serving/serving.ts';
import {readDotenv} from './dotenv-file.ts';
import {parseDuration} from './duration.ts';
import {isOfKubernetes} from './kubernetes.ts';
import {pathFault} from './path-text.ts';
import {type DatabaseLocation, parseDatabaseUrl} from './source-location.ts';

/** What answers a report; `auto` takes the project's stage. */
export const backendNames = ['file', 'shadow', 'live', 'db', 'auto'] as const;

/** The file of the log of runs: `file` is `.lse/log.jsonl`. */
export const logNames = ['off', 'file', 'stderr'] as const;

export type LogName = (typeof logNames)[number];

export type BackendName = (typeof backendNames)[number];

/** Flags that take precedence over the environment; undefined if they were not given. */
export interface SettingFlags {
  readonly 'data-dir'?: string | undefined;
  readonly 'database-url'?: string | undefined;
  readonly backend?: string | undefined;
  readonly cache?: boolean | undefined;
  readonly 'reports-dir'?: string | undefined;
  readonly 'exclude-project'?: readonly string[] | undefined;
  readonly progress?: boolean | undefined;
}

interface Setting<T> {
  readonly variable: string;
  readonly fallback: string;
  /** Throws an error with a message that continues the name of the variable. */
  readonly parse: (text: string) => T;
  /** Null: nothing but the environment and `.env` sets it. */
  readonly flag: SettingFlag | null;
}

/** The flag that takes precedence over the variable, with its name and value. */
interface SettingFlag {
  readonly name: keyof SettingFlags;
  readonly text: (flags: SettingFlags) => string | undefined;
}

/** Stands for no secret, since an empty value counts as a mistake. */
const NO_SECRET = 'none';
/** In characters. A shorter secret can be guessed. */
const SHORTEST_SECRET = 16;

/** Every setting: its variable, its default, how it is read, and its flag if it has one. */
const SETTINGS = {
  dataDir: setting('LSE_DATA_DIR', './data', parseDirectory, textFlag('data-dir')),
  database: setting('LSE_DATABASE_URL', 'sqlite:.lse/lse.db', parseDatabaseUrl, textFlag('database-url')),
  /** Where the user's own definitions of reports lie. */
  reportsDir: setting('LSE_REPORTS_DIR', './reports', parseDirectory, textFlag('reports-dir')),
  backend: setting('LSE_REPORT_BACKEND', 'file', parseBackend, textFlag('backend')),
  /** What answers instead of a database that cannot; null if the backend decides. */
  fallback: setting('LSE_REPORT_FALLBACK', 'auto', parseFallback),
  /** The ledger of comparisons: none, a file beside the embedded database, the configured database, or a database of its own. */
  ledger: setting('LSE_LEDGER', 'file', parseLedger),
  /** Whether a shadow compares at once, or writes the question down. */
  shadowMode: setting('LSE_SHADOW', 'now', parseShadowMode),
  /** Milliseconds for all of a shadow's comparison. */
  shadowLimit: setting('LSE_SHADOW_LIMIT', '2s', parseDuration),
  /** Comparisons in shadow over all processes that share a ledger. */
  shadowsPerMinute: setting('LSE_SHADOW_PER_MINUTE', '60', parseCount),
  /** After so many failures in a row no shadow runs for a while; 0: failures stop no shadow. */
  shadowFailures: setting('LSE_SHADOW_FAILURES', '5', parseCount),
  /** The length of that while, in milliseconds. */
  shadowRest: setting('LSE_SHADOW_REST', '5min', parseDuration),
  /** Milliseconds for the database to answer in live, and for the comparison after it. */
  liveLimit: setting('LSE_LIVE_LIMIT', '10s', parseDuration),
  maxFileBytes: setting('LSE_MAX_FILE_BYTES', String(64 * 1024 * 1024), parseBytes),
  /** How long a server may work on a statement about one date, in milliseconds. */
  statementTimeout: setting('LSE_DB_STATEMENT_TIMEOUT', '30s', parseDuration),
  /** How long a server may send nothing, in milliseconds; null: the statement timeout decides. */
  silenceLimit: setting('LSE_DB_SILENCE_LIMIT', 'auto', (text) => (text === 'auto' ? null : parseDuration(text))),
  /** How often to try again after a failure that may pass. */
  databaseRetries: setting('LSE_DB_RETRIES', '4', parseRetries),
  /** Whether reports remember what they read of files. */
  cache: setting('LSE_CACHE', 'on', parseSwitch, {
    name: 'cache',
    text: ({cache}) => (cache === undefined ? undefined : cache ? 'on' : 'off'),
  }),
  /** The file of intents, which says what should answer the reports of each project; it may be missing unless the user named it. */
  rolloutFile: setting('LSE_ROLLOUT_FILE', DEFAULT_ROLLOUT_FILE, parseFile),
  /** The module of a provider of feature flags; null without one. */
  rolloutProvider: setting('LSE_ROLLOUT_PROVIDER', 'none', (text) => (text === 'none' ? null : parseFile(text))),
  /** The log that each run of a report is written to. */
  log: setting('LSE_LOG', 'off', parseLog),
  /** Whether the plans of a report's queries are written down with it. */
  explain: setting('LSE_EXPLAIN', '0', parseExplain),
  /** The secret that signs events for a webhook; null: events are not signed. */
  eventsSecret: setting('LSE_EVENTS_SECRET', NO_SECRET, parseSecret),
};

/** Everything that the environment, `.env` and the flags can say, checked. */
export type Settings = {readonly [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['parse']>} & {
  /** Projects that are not looked at; only flags name them, so that none is left out unseen. */
  readonly excludedProjects: readonly string[];
  /** Whether to show the progress of long work; null: if stderr allows it. Only a flag says it. */
  readonly progress: boolean | null;
};

type Variables = Readonly<Record<string, string | undefined>>;

const VARIABLES = Object.values(SETTINGS).map(({variable}) => variable);

/** Other code reads these, so they are no fault here: oclif's own, the switch for stack traces, and those of the tests. */
const OTHER_VARIABLES = /^LSE_(?:DEBUG|TEST_.*|CACHE_DIR|CONFIG_DIR)$/;

/**
 * Reads `.env` in the working directory, the environment and the flags; the later take precedence.
 *
 * @throws ConfigError that names every fault at once
 */
export async function readSettings(flags: SettingFlags, environment: Variables = process.env): Promise<Settings> {
  const {variables, faults} = await readDotenv('.env');
  return parseSettings(flags, environment, variables, faults);
}

/** The same, from variables that were already read, with the faults of that reading. */
export function parseSettings(
  flags: SettingFlags,
  environment: Variables,
  dotenv: Variables,
  dotenvFaults: readonly string[] = [],
): Settings {
  const found = describeSettings(flags, environment, dotenv);
  const ofFlags = found.flatMap(({fault, origin}) => (fault !== null && origin === 'flag' ? [fault] : []));
  const others = [
    ...unknownVariables(environment, dotenv),
    ...dotenvFaults,
    ...found.flatMap(({fault, origin}) => (fault !== null && origin !== 'flag' ? [fault] : [])),
  ];
  if (others.length > 0) {
    throw new ConfigError(
      `The settings are wrong: ${[...others, ...ofFlags].join('; ')}.`,
      'Correct the environment, .env or the flags; each variable is described in .env.example.',
    );
  }
  if (ofFlags.length > 0) throw new ConfigError(`${ofFlags.join('; ')}.`, 'See what it takes with: lse COMMAND --help');
  const values = Object.fromEntries(found.map(({name, value}) => [name, value]));
  return {...values, excludedProjects: flags['exclude-project'] ?? [], progress: flags.progress ?? null} as Settings;
}

/** The origin of a setting; the later ones take precedence. */
export type SettingOrigin = 'default' | '.env' | 'environment' | 'flag';

/** One setting as it was found. */
export interface FoundSetting {
  readonly name: string;
  readonly variable: string;
  readonly origin: SettingOrigin;
  /** The text as the user wrote it, and the part of it that may be shown. */
  readonly text: string;
  readonly shown: string;
  /** Null if there is a fault. */
  readonly value: unknown;
  /** What is wrong, beginning with the name of the flag or variable; else null. */
  readonly fault: string | null;
}

/** Every setting and its origin. */
export function describeSettings(flags: SettingFlags, environment: Variables, dotenv: Variables): FoundSetting[] {
  return Object.entries(SETTINGS).map(([name, {variable, fallback, parse, flag}]) => {
    const places: [SettingOrigin, string | undefined][] = [
      ['flag', flag?.text(flags)],
      ['environment', environment[variable]],
      ['.env', dotenv[variable]],
    ];
    const [origin, text] = places.find(([, found]) => found !== undefined) ?? ['default', fallback];
    const written = text ?? fallback;
    const isSecret = name === 'eventsSecret' && written !== NO_SECRET;
    const found = {name, variable, origin, text: written, shown: isSecret ? '***' : shownValue(written)};
    try {
      if (written === '') throw new Error('is empty');
      return {...found, value: parse(written), fault: null};
    } catch (error) {
      const named = origin === 'flag' ? `--${flag?.name}` : variable;
      const fault = `${named} ${(error as Error).message.replaceAll(written, shownValue(written))}`;
      return {...found, value: null, fault};
    }
  });
}

function setting<T>(
  variable: string,
  fallback: string,
  parse: (text: string) => T,
  flag: SettingFlag | null = null,
): Setting<T> {
  return {variable, fallback, parse, flag};
}

function textFlag(name: 'data-dir' | 'database-url' | 'reports-dir' | 'backend'): SettingFlag {
  return {name, text: (flags) => flags[name]};
}

/** A name that is most likely a typing mistake. A variable that Kubernetes makes for a Service of this name is not one. */
export function unknownVariables(environment: Variables, dotenv: Variables): string[] {
  const isUnknown = (name: string): boolean =>
    name.startsWith('LSE_') && !VARIABLES.includes(name) && !OTHER_VARIABLES.test(name);
  const ofEnvironment = Object.keys(environment).filter(
    (name) => isUnknown(name) && !isOfKubernetes(name, environment),
  );
  const unknown = (where: string) => (name: string) =>
    `${name} in ${where} is not known (known: ${VARIABLES.join(', ')}, LSE_DEBUG)`;
  return [
    ...ofEnvironment.map(unknown('the environment')),
    ...Object.keys(dotenv).filter(isUnknown).map(unknown('.env')),
  ];
}

/** A URL of a database in the wrong place: its password may end anywhere, so nothing of it is quoted. */
function shownValue(text: string): string {
  return /@|:\/\/|password/i.test(text) ? '***' : text;
}

function parseDirectory(text: string): string {
  const fault = pathFault(text);
  if (fault !== null) throw new Error(`${fault} of a directory`);
  return text;
}

function parseFile(text: string): string {
  const fault = pathFault(text);
  if (fault !== null) throw new Error(`${fault} of a file`);
  return text;
}

function parseBackend(text: string): BackendName {
  const name = backendNames.find((known) => known === text);
  if (name === undefined) throw new Error(`names an unknown backend '${text}' (known: ${backendNames.join(', ')})`);
  return name;
}

function parseFallback(text: string): 'file' | 'none' | null {
  if (text !== 'file' && text !== 'none' && text !== 'auto') {
    throw new Error(`is neither 'file' nor 'none' nor 'auto': '${text}'`);
  }
  return text === 'auto' ? null : text;
}

function parseLedger(text: string): 'off' | 'file' | 'db' | DatabaseLocation {
  return text === 'off' || text === 'file' || text === 'db' ? text : parseDatabaseUrl(text);
}

function parseShadowMode(text: string): ShadowMode {
  const mode = shadowModes.find((known) => known === text);
  if (mode === undefined) throw new Error(`is neither 'now' nor 'queue': '${text}'`);
  return mode;
}

function parseCount(text: string): number {
  if (!/^[0-9]{1,6}$/.test(text)) throw new Error(`is not a whole number from 0 to 999999: '${text}'`);
  return Number(text);
}

function parseSwitch(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new Error(`is neither 'on' nor 'off': '${text}'`);
  return text === 'on';
}

/** @throws Error with a message that continues the name of the variable */
export function parseLog(text: string): LogName {
  const name = logNames.find((known) => known === text);
  if (name === undefined) throw new Error(`is none of ${logNames.join(', ')}: '${text}'`);
  return name;
}

function parseExplain(text: string): boolean {
  if (text !== '1' && text !== '0') throw new Error(`is neither '1' nor '0': '${text}'`);
  return text === '1';
}

/** No part of it is in the message. */
function parseSecret(text: string): string | null {
  if (text === NO_SECRET) return null;
  if (text.length < SHORTEST_SECRET)
    throw new Error(`is shorter than ${SHORTEST_SECRET} characters; make one with: openssl rand -hex 32`);
  return text;
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
