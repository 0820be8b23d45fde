import {LseError, UsageError} from '../../core/errors.ts';
import {nearestName} from '../../core/nearest.ts';
import {maskSecrets} from '../../format/masking.ts';
import {type FlagKinds, givenFlags, givenWords} from './given-flags.ts';
import {unexpected} from './unknown-command.ts';

/** What was run. */
export interface UsedCommand {
  /** Such as `lse db load`. */
  readonly command: string;
  readonly flags: FlagKinds;
  readonly args: readonly string[];
}

/** What oclif says is wrong, and what lse says. A value is not quoted: it may hold anything. */
const SAID: readonly [found: RegExp, said: (...groups: string[]) => string][] = [
  [/^Missing required flag (\S+)$/, (name) => `--${name} is missing.`],
  [/^Flag --(\S+) expects a value$/, (name) => `--${name} needs a value.`],
  [/^Flag --(\S+) expects one of these values: (.*)$/, (name, options) => `--${name} needs one of: ${options}.`],
  [
    /^Expected --([\w-]+)=(.*) to be one of: (.*)$/s,
    (name, value, options) => `--${name} ${value} is none of: ${options}.`,
  ],
  [/^Expected (.*) to be one of: (.*)$/s, (value, options) => `${value} is none of: ${options}.`],
  [
    /^--([\w-]+)(?:=.*)? cannot also be provided when using --(.*)$/s,
    (one, other) => `--${one} does not go with --${other}.`,
  ],
  [
    /^All of the following must be provided when using --(\S+): (.*)$/,
    (one, others) => `--${one} needs ${others}, too.`,
  ],
  [/^Expected an integer but received: (.*)$/s, (value) => `${value} is no whole number.`],
  [
    /^Expected an integer greater than or equal to (\S+) but received: (.*)$/s,
    (least, value) => `${value} is less than ${least}.`,
  ],
  [
    /^Expected an integer less than or equal to (\S+) but received: (.*)$/s,
    (most, value) => `${value} is more than ${most}.`,
  ],
];

/** The error for wrong usage that oclif found, in the words of lse; null if it is another error. */
export function wrongUsage(error: unknown, used: UsedCommand): LseError | null {
  if (typeof error !== 'object' || error === null) return null;
  const {message, flags, args} = error as {message?: unknown; flags?: unknown; args?: unknown};
  if (typeof message !== 'string') return null;
  const [, flag, inner] = /^Parsing --([\w-]+) *\n\t(.*?)(?:\nSee more help with --help)?$/s.exec(message) ?? [];
  if (flag !== undefined && inner !== undefined) return ofFlag(error, flag, inner, used);
  if (error instanceof LseError || !('oclif' in error)) return null;
  const help = `See: ${used.command} --help`;
  if (message.startsWith('Nonexistent flag') && Array.isArray(flags)) return unknownFlag(String(flags[0]), used);
  if (message.startsWith('Unexpected argument') && Array.isArray(args)) {
    const kept = givenWords(used.args, used.flags).slice(0, -args.length);
    const given = givenFlags(used.args, used.flags);
    return unexpected({...used, command: [used.command, ...kept].join(' '), rest: args.map(String), given});
  }
  if (/^Missing \d+ required arg/.test(message) && Array.isArray(args)) {
    const names = args.map(({name}: {name: string}) => name.toUpperCase()).join(' ');
    return new UsageError(`${names} is missing.`, `Give it: ${used.command} ${names}; see: ${used.command} --help`);
  }
  return new UsageError(said(reasons(message)), help);
}

function ofFlag(error: object, flag: string, inner: string, {command}: UsedCommand): LseError {
  // oclif has put its words around the message of an error that is complete without them.
  if (error instanceof LseError) return new LseError(error.code, inner, error.hint, {cause: error});
  return new UsageError(`--${flag} is wrong: ${said([inner])}`, `See: ${command} --help`);
}

/** If lse has the flag by another name, the message says so. */
function unknownFlag(given: string, {command, flags}: UsedCommand): UsageError {
  const [name = ''] = given.split('=');
  const shown = /^--?[\w-]+$/.test(name) ? name : '';
  const meant = nearestName(name.replace(/^--?/, ''), Object.keys(flags));
  const hint = meant === null ? '' : `Did you mean --${meant}? `;
  return new UsageError(
    shown === '' ? 'There is no such flag.' : `There is no flag ${shown}.`,
    `${hint}See: ${command} --help`,
  );
}

/** oclif's messages have several lines, and point to `--help` themselves. */
function reasons(message: string): string[] {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^(?:See more help|The following errors? occurred)/.test(line));
}

function said(found: readonly string[]): string {
  const sentences = found.map((reason) => {
    for (const [pattern, say] of SAID) {
      const match = pattern.exec(reason);
      if (match !== null) return say(...match.slice(1));
    }
    return /[.!?]$/.test(reason) ? reason : `${reason}.`;
  });
  return maskSecrets([...new Set(sentences)].join(' '));
}
