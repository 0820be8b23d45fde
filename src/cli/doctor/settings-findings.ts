import type {Finding} from '../../core/finding.ts';
import {readDotenv} from '../dotenv-file.ts';
import {
  describeSettings,
  type FoundSetting,
  type SettingFlags,
  type SettingOrigin,
  unknownVariables,
} from '../settings.ts';
import type {DatabaseLocation} from '../source-location.ts';
import {shownDatabase} from '../sources.ts';
import {topicOf} from './topic.ts';

const topic = topicOf('Settings');

/** Shown even if they are the default: they say where everything is. */
const MAIN = ['dataDir', 'database', 'backend', 'ledger', 'rolloutFile'];

/** A setting as others may see it. */
export interface ShownSetting {
  readonly variable: string;
  readonly value: string;
  readonly origin: SettingOrigin;
}

export interface SettingsLook {
  readonly findings: readonly Finding[];
  readonly settings: readonly ShownSetting[];
}

/** Every setting with its origin, and every fault. */
export async function settingsLook(
  flags: SettingFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<SettingsLook> {
  const {variables, faults} = await readDotenv('.env');
  const found = describeSettings(flags, environment, variables);
  const settings = found.map((setting) => ({
    variable: setting.variable,
    value: shownValue(setting),
    origin: setting.origin,
  }));
  const findings = found.flatMap((setting): Finding[] => {
    if (setting.fault !== null) return [topic.wrong(`${setting.fault}.`, correct(setting))];
    if (setting.origin === 'default' && !MAIN.includes(setting.name)) return [];
    return [topic.ok(`${setting.variable}=${shownValue(setting)} (${setting.origin})`)];
  });
  const others = found.filter(({name, origin}) => origin === 'default' && !MAIN.includes(name));
  findings.push(topic.ok(`By default: ${others.map(defaultText).join(', ')}`));
  findings.push(
    ...[...unknownVariables(environment, variables), ...faults].map((fault) => topic.wrong(`${fault}.`, ALL)),
  );
  if (isPostgres(found.find(({name}) => name === 'database')?.value)) findings.push(...libpqFindings(environment));
  return {findings, settings};
}

const ALL = 'Correct it; each variable is described in .env.example.';

function correct({origin}: FoundSetting): string {
  return origin === 'flag'
    ? 'See: lse doctor --help'
    : `Correct it in ${origin === '.env' ? '.env' : 'the environment'}.`;
}

/** They say where the server is, or who signs in, if the URL does not. Their values are never shown. */
function libpqFindings(environment: Readonly<Record<string, string | undefined>>): Finding[] {
  const names = Object.keys(environment).filter((name) => /^PG[A-Z]+$/.test(name));
  return names.length === 0 ? [] : [topic.ok(`PostgreSQL's own variables count as well: ${names.sort().join(', ')}`)];
}

/** Masking would hide the `none` of `NAME=none` like a secret that is set. */
function defaultText(setting: FoundSetting): string {
  const {name, variable} = setting;
  return name === 'eventsSecret' ? `no ${variable}` : `${variable}=${shownValue(setting)}`;
}

function shownValue({value, shown}: FoundSetting): string {
  return isDatabase(value) ? shownDatabase(value) : shown;
}

function isDatabase(value: unknown): value is DatabaseLocation {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function isPostgres(value: unknown): boolean {
  return isDatabase(value) && value.kind === 'postgres';
}
