import type {Command} from '@oclif/core';
import {shellWord} from '../../core/shell-word.ts';
import {maskSecrets} from '../../format/masking.ts';

export type FlagKinds = Readonly<Record<string, Pick<Command.Flag.Cached, 'type'>>>;

/** A flag as the user gave it, in words that a shell takes and that hold no secret: `['--project', 'a b']` with quotes. */
export interface GivenFlag {
  readonly name: string;
  readonly words: readonly string[];
}

/** The flags among arguments, in the given order. Words that are no flag of the command are left out. */
export function givenFlags(args: readonly string[], flags: FlagKinds): GivenFlag[] {
  return readArguments(args, flags).given;
}

/** The arguments that belong to no flag, as a shell takes them. */
export function givenWords(args: readonly string[], flags: FlagKinds): string[] {
  return readArguments(args, flags).words;
}

function readArguments(args: readonly string[], flags: FlagKinds): {given: GivenFlag[]; words: string[]} {
  const given: GivenFlag[] = [];
  const words: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === '--') return {given, words: [...words, ...args.slice(at + 1).map(shownWord)]};
    const [, name = '', value] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const positive = name.replace(/^no-/, '');
    if (flags[name]?.type === 'option') {
      const text = value ?? args[at + 1];
      if (value === undefined) at += 1;
      if (text !== undefined) given.push({name, words: [`--${name}`, shownWord(text)]});
    } else if (name in flags) given.push({name, words: [`--${name}`]});
    else if (positive in flags) given.push({name: positive, words: [`--${name}`]});
    else if (!arg.startsWith('-') || arg === '-') words.push(shownWord(arg));
  }
  return {given, words};
}

/** Without a second @, which would end a password. */
const DATABASE_URL = /^(postgres(?:ql)?:\/\/)(?:([^:@/?#]+)(:[^@/?#]*)?@)?([^@]*)$/i;

/** The part of a value that may be shown: a URL of a database without its password, so the user has to add it before running the command. */
function shownWord(text: string): string {
  if (!/^postgres(?:ql)?:/i.test(text)) return shellWord(maskSecrets(text));
  const [, scheme, user, password, rest = ''] = DATABASE_URL.exec(text) ?? [];
  if (scheme === undefined) return shellWord('postgres://***');
  const role = user === undefined ? '' : `${user}${password === undefined ? '' : ':***'}@`;
  return shellWord(`${scheme}${role}${maskSecrets(rest)}`);
}
