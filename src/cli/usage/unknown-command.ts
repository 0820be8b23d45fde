import {UsageError} from '../../core/errors.ts';
import {nearestName} from '../../core/nearest.ts';
import {findCommandIn, type Program, wordsOfId} from './command-words.ts';
import {givenFlags} from './given-flags.ts';
import {misplacedDateHint} from './misplaced-date.ts';

/** The part of the user's words that may be shown: a URL among them can hold a password. */
const SHOWN_WORD = /^[\w.-]{1,100}$/;

const MOST_MEANT = 3;

/** The error for words that name no command, with the command that was probably meant. */
export function unknownCommand(args: readonly string[], program: Program): UsageError {
  const typed = wordsOf(args);
  const found = findCommandIn(typed, program);
  if (found !== null) return unexpectedArguments(found.id, found.rest, args, program);
  const words = typed.slice(0, firstUnshown(typed));
  const names = program.commands.filter(({hidden}) => hidden !== true).map(({id}) => wordsOfId(id));
  const meant = meantCommands(words, [...topicsOf(names), ...names]).map((name) => `\`${program.bin} ${name}\``);
  const hint = meant.length === 0 ? '' : `Did you mean ${meant.join(' or ')}? `;
  const [topic = ''] = words;
  const help = names.some((name) => name.startsWith(`${topic} `)) ? `${topic} --help` : '--help';
  return new UsageError(`There is no command '${words.join(' ')}'.`, `${hint}See: ${program.bin} ${help}`);
}

/** The error for words behind a command that takes none. */
function unexpectedArguments(
  id: string,
  rest: readonly string[],
  args: readonly string[],
  program: Program,
): UsageError {
  const command = `${program.bin} ${wordsOfId(id)}`;
  const flags = program.findCommand(id)?.flags ?? {};
  return unexpected({command, flags, rest, given: givenFlags(args, flags)});
}

/** The same for any command that was given more words than it takes. */
export function unexpected(misplaced: Parameters<typeof misplacedDateHint>[0]): UsageError {
  const {command, rest} = misplaced;
  const shown = rest.filter((word) => SHOWN_WORD.test(word)).map((word) => `'${word}'`);
  const said = shown.length === 0 ? '' : `: ${shown.join(', ')}`;
  return new UsageError(
    `Too many arguments were given to ${command}${said}.`,
    misplacedDateHint(misplaced) ?? `See: ${command} --help`,
  );
}

/** The words before the first flag; `db:load` is two words, as oclif takes it. */
function wordsOf(args: readonly string[]): string[] {
  const from = args.findIndex((arg) => !/^(?:-h|--help)$/.test(arg));
  const end = args.findIndex((arg, at) => at >= from && (arg.startsWith('-') || arg.includes('=')));
  const words = args.slice(from, end === -1 ? args.length : end);
  return words.flatMap((word) => (/^[\w-]+(?::[\w-]+)+$/.test(word) ? word.split(':') : [word]));
}

function firstUnshown(words: readonly string[]): number {
  const at = words.findIndex((word) => !SHOWN_WORD.test(word));
  return at === -1 ? words.length : at;
}

/** `db` and `db access` of `db access list`. */
function topicsOf(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [...name.matchAll(/ /g)].map(({index}) => name.slice(0, index))))];
}

/** By how the whole name begins, else by a similar one, else by its last word: `lse load` means `lse db load`. */
function meantCommands(words: readonly string[], names: readonly string[]): string[] {
  const [first, ...others] = words;
  if (first === undefined) return [];
  // The words that are right so far are kept.
  const [below, rest] = names.includes(first) && others.length > 0 ? [`${first} `, others] : ['', words];
  const known = names.filter((name) => name.startsWith(below)).map((name) => name.slice(below.length));
  return meantOf(rest, known).map((name) => `${below}${name}`);
}

function meantOf(words: readonly string[], known: readonly string[]): string[] {
  const [first = ''] = words;
  const lastWord = (name: string): string => name.slice(name.lastIndexOf(' ') + 1);
  const begun = known.filter((name) => first.length > 1 && name.startsWith(first) && !name.includes(' '));
  if (begun.length > 0) return begun.slice(0, MOST_MEANT);
  for (let count = words.length; count > 0; count -= 1) {
    const meant = nearestName(words.slice(0, count).join(' '), known);
    if (meant !== null) return [meant];
  }
  const last = nearestName(first, known.map(lastWord));
  return last === null ? [] : known.filter((name) => lastWord(name) === last).slice(0, MOST_MEANT);
}
