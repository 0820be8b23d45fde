import {ConfigError} from '../core/errors.ts';
import {DEFAULT_ROLLOUT_FILE} from '../rollout/intent/rollout-file.ts';
import {type ShadowMode, shadowModes} from '../rollout/serving/serving.ts';
import {readDotenv} from './dotenv-file.ts';
import {parseDuration} from './duration.ts';
import {isOfKubernetes} from './kubernetes.ts';
import {pathFault} from './path-text.ts';
import {type DatabaseLocation, parseDatabaseUrl} from './source-location.ts';

/** What answers a report; `auto` is what the project's stage says. */
export const backendNames = ['file', 'shadow', 'live', 'db', 'auto'] as const;

/** Where the log of runs goes: `file` is `.lse/log.jsonl`. */
export const logNames = ['off', 'file', 'stderr'] as const;

export type LogName = (typeof logNames)[number];

export type BackendName = (typeof backendNames)[number];

/** Flags that stand above the environment; undefined where they were not given. */
export interface SettingFlags {
  readonly 'data-dir'?: string | undefined;
  readonly 'database-url'?: string | undefined;
  readonly backend?: string | undefined;
  readonly cache?: boolean | undefined;
  readonly 'reports-dir'?: string | undefined;
  readonly 'exclude-project'?: readonly string[] | undefined;
}

interface Setting<T> {
  readonly variable: string;
  readonly fallback: string;
  /** Throws an error whose message goes on from the name of the variable. */
  readonly parse: (text: string) => T;
  /** Null: nothing but the environment and `.env` sets it. */
  readonly flag: SettingFlag | null;
}

/** The flag that stands above the variable, as its name and what was given with it. */
interface SettingFlag {
  readonly name: keyof SettingFlags;
  readonly text: (flags: SettingFlags) => string | undefined;
}

/** Stands for no secret, since an empty value counts as a mistake. */
const NO_SECRET = 'none';
/** Of characters. A shorter one is guessed. */
const SHORTEST_SECRET = 16;

/** Every setting: its variable, its default, how it is read, and its flag if it has one. */
const SETTINGS = {
  dataDir: setting('LSE_DATA_DIR', './data', parseDirectory, textFlag('data-dir')),
  database: setting('LSE_DATABASE_URL', 'sqlite:.lse/lse.db', parseDatabaseUrl, textFlag('database-url')),
  /** Where the user's own definitions of reports lie. */
  reportsDir: setting('LSE_REPORTS_DIR', './reports', parseDirectory, textFlag('reports-dir')),
  backend: setting('LSE_REPORT_BACKEND', 'file', parseBackend, textFlag('backend')),
  /** What answers in place of a database that cannot; null follows from the backend. */
  fallback: setting('LSE_REPORT_FALLBACK', 'auto', parseFallback),
  /** Where what was compared is kept: nowhere, a file beside the embedded database, the configured database, or one of its own. */
  ledger: setting('LSE_LEDGER', 'file', parseLedger),
  /** Whether a shadow compares at once, or writes the question down. */
  shadowMode: setting('LSE_SHADOW', 'now', parseShadowMode),
  /** Milliseconds for all of a shadow's comparison. */
  shadowLimit: setting('LSE_SHADOW_LIMIT', '2s', parseDuration),
  /** Comparisons in shadow over all processes that share a ledger. */
  shadowsPerMinute: setting('LSE_SHADOW_PER_MINUTE', '60', parseCount),
  /** After so many failures in a row no shadow asks for a while; 0: failures stop nobody. */
  shadowFailures: setting('LSE_SHADOW_FAILURES', '5', parseCount),
  /** Milliseconds of that while. */
  shadowRest: setting('LSE_SHADOW_REST', '5min', parseDuration),
  /** Milliseconds for the database to answer in live, and for the comparison after it. */
  liveLimit: setting('LSE_LIVE_LIMIT', '10s', parseDuration),
  maxFileBytes: setting('LSE_MAX_FILE_BYTES', String(64 * 1024 * 1024), parseBytes),
  /** Milliseconds that a server may work on a statement about one date. */
  statementTimeout: setting('LSE_DB_STATEMENT_TIMEOUT', '30s', parseDuration),
  /** Milliseconds for which a server may send nothing; null follows from the statement timeout. */
  silenceLimit: setting('LSE_DB_SILENCE_LIMIT', 'auto', (text) => (text === 'auto' ? null : parseDuration(text))),
  /** How often what failed for a passing reason is tried again. */
  databaseRetries: setting('LSE_DB_RETRIES', '4', parseRetries),
  /** Whether reports remember what they read of files. */
  cache: setting('LSE_CACHE', 'on', parseSwitch, {
    name: 'cache',
    text: ({cache}) => (cache === undefined ? undefined : cache ? 'on' : 'off'),
  }),
  /** What is meant to answer the reports of each project; it need not be there unless it was named. */
  rolloutFile: setting('LSE_ROLLOUT_FILE', DEFAULT_ROLLOUT_FILE, parseFile),
  /** The module of a provider of feature flags; null without one. */
  rolloutProvider: setting('LSE_ROLLOUT_PROVIDER', 'none', (text) => (text === 'none' ? null : parseFile(text))),
  /** Where each run of a report is written down. */
  log: setting('LSE_LOG', 'off', parseLog),
  /** Whether the plans of a report's queries are written down with it. */
  explain: setting('LSE_EXPLAIN', '0', parseExplain),
  /** With which events are signed that go to a webhook; null: they are not. */
  eventsSecret: setting('LSE_EVENTS_SECRET', NO_SECRET, parseSecret),
};

/** Everything that the environment, `.env` and the flags can say, checked. */
export type Settings = {readonly [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['parse']>} & {
  /** Projects that are not looked at; only flags name them, so that nobody leaves one out unseen. */
  readonly excludedProjects: readonly string[];
};

type Variables = Readonly<Record<string, string | undefined>>;

const VARIABLES = Object.values(SETTINGS).map(({variable}) => variable);

/** Read elsewhere, and no fault here: oclif's own, the switch for stack traces, and what the tests are given. */
const OTHER_VARIABLES = /^LSE_(?:DEBUG|TEST_.*|CACHE_DIR|CONFIG_DIR)$/;

/**
 * Reads `.env` in the working directory, the environment and the flags, the later above the earlier.
 *
 * @throws ConfigError that names every fault at once
 */
export async function readSettings(flags: SettingFlags, environment: Variables = process.env): Promise<Settings> {
  const {variables, faults} = await readDotenv('.env');
  return parseSettings(flags, environment, variables, faults);
}

/** The same, from variables that were read already, with what was wrong about reading them. */
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
  return {...values, excludedProjects: flags['exclude-project'] ?? []} as Settings;
}

/** Where a setting was found, the later above the earlier. */
export type SettingOrigin = 'default' | '.env' | 'environment' | 'flag';

/** One setting as it was found. */
export interface FoundSetting {
  readonly name: string;
  readonly variable: string;
  readonly origin: SettingOrigin;
  /** As it was written, and what may be shown of that. */
  readonly text: string;
  readonly shown: string;
  /** Null where there is a fault. */
  readonly value: unknown;
  /** What is wrong, beginning with the flag or the variable that says it; else null. */
  readonly fault: string | null;
}

/** Every setting and where it comes from. */
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

/** A typing mistake, most likely. What Kubernetes makes for a Service of this name is none. */
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

/** A URL of a database in the wrong place: where its password ends nobody can tell, so nothing of it is quoted. */
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

/** @throws Error whose message goes on from the name of the variable */
export function parseLog(text: string): LogName {
  const name = logNames.find((known) => known === text);
  if (name === undefined) throw new Error(`is none of ${logNames.join(', ')}: '${text}'`);
  return name;
}

function parseExplain(text: string): boolean {
  if (text !== '1' && text !== '0') throw new Error(`is neither '1' nor '0': '${text}'`);
  return text === '1';
}

/** Nothing of it stands in the message. */
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
