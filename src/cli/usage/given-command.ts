import {findCommandIn, type Program, wordsOfId} from './command-words.ts';
import {type FlagKinds, type GivenFlag, givenFlags, givenWords} from './given-flags.ts';

/** A command as the user gave it. */
export interface GivenCommand {
  readonly id: string;
  /** What followed its name. */
  readonly args: readonly string[];
}

/** They say where things are, so any command that takes them gets them. */
const PLACES = ['data-dir', 'database-url', 'reports-dir'];

/** If dates were given in one way, no other way is added. */
const DATES = ['date', 'from', 'to', 'last', 'since', 'yesterday', 'all-dates'];

/** Flags of a command that name a place for which another command has another flag. */
const SAME_PLACES: Readonly<Record<string, (given: GivenFlag) => string | null>> = {
  import: ({name}) => (name === 'out' ? 'data-dir' : null),
  pull: ({name}) => (name === 'out' ? 'data-dir' : null),
  'report:compare': ({name, words: [, value = '']}) =>
    (name === 'candidate' || name === 'control') && /^'?(?:sqlite|postgres(?:ql)?):/.test(value)
      ? 'database-url'
      : null,
};

/** The flag by which a command names a place that others name otherwise: what writes a tree writes it where reports read it. */
const OWN_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  import: {'data-dir': 'out'},
  pull: {'data-dir': 'out'},
};

/** A command of lse in a message: behind a colon, a backtick, another command and `&&`, or at the start. */
const COMMAND = /(?<=^|[:(] |&& |`|\n)lse ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)/g;
/** What follows its name: words, up to the punctuation of the sentence or to the next command. */
const WORD = /^ (?!&& )(\$'(?:[^'\\]|\\.)*'|'(?:[^']|'\\'')*'|[^\s`;'"]+?)(?=[.,;:)`?]*(?:\s|$)|`)/;

/** A user who gave the flag looks for the fault there, not in the variable that the flag replaces. */
const VARIABLES: Readonly<Record<string, string>> = {
  LSE_DATA_DIR: 'data-dir',
  LSE_DATABASE_URL: 'database-url',
  LSE_REPORTS_DIR: 'reports-dir',
};

/**
 * A message in which each command of lse has the flags of the running command, as far as it takes them: all of them if
 * it is the same command, else those that say where things are. If the message names a flag itself, that flag stays. Commands
 * that ask for help stay, too. If a flag replaces a variable, the message names the flag.
 */
export function withFlagsOf(text: string, running: GivenCommand, program: Program): string {
  const own = program.findCommand(running.id);
  if (own === undefined) return text;
  const given = givenFlags(running.args, own.flags);
  const positions = positionsOf(own, givenWords(running.args, own.flags));
  let result = '';
  let done = 0;
  for (const match of text.matchAll(COMMAND)) {
    const names = (match[1] as string).split(' ');
    const found = findCommandIn(names, program);
    if (found === null || match.index < done) continue;
    const name = `lse ${wordsOfId(found.id)}`;
    const written = wordsAfter(text.slice(match.index + name.length));
    result += text.slice(done, match.index) + name;
    done = match.index + name.length + written.join('').length + written.length;
    const isSame = found.id === running.id;
    const words =
      isSame || found.id.startsWith('rollout:') ? written.map((word) => positions.get(word) ?? word) : written;
    const added = written.includes('--help')
      ? []
      : addedFlags(given, words, {id: found.id, running, flags: flagsOf(found.id, program)});
    result += [...words, ...added].map((word) => ` ${word}`).join('');
  }
  const names = new Set(given.map(({name}) => name));
  return `${result}${text.slice(done)}`.replaceAll(/\bLSE_[A-Z_]+\b(?!=)/g, (variable) => {
    const flag = VARIABLES[variable];
    return flag !== undefined && names.has(flag) && !text.includes(`--${flag}`) ? `--${flag}` : variable;
  });
}

interface Target {
  readonly id: string;
  readonly running: GivenCommand;
  readonly flags: FlagKinds & Readonly<Record<string, {readonly exclusive?: readonly unknown[] | undefined}>>;
}

function addedFlags(given: readonly GivenFlag[], written: readonly string[], {id, running, flags}: Target): string[] {
  const isSame = id === running.id;
  const named = new Set(written.flatMap((word) => /^--(?:no-)?([a-z][a-z-]*)/.exec(word)?.[1] ?? []));
  if (DATES.some((name) => named.has(name))) for (const name of DATES) named.add(name);
  for (const name of [...named]) for (const other of flags[name]?.exclusive ?? []) named.add(String(other));
  const added: string[] = [];
  for (const each of given) {
    const place = isSame || PLACES.includes(each.name) ? each.name : (SAME_PLACES[running.id]?.(each) ?? null);
    const name = place === null || isSame ? place : (OWN_NAMES[id]?.[place] ?? place);
    if (name === null || named.has(name) || !(name in flags)) continue;
    added.push(...(name === each.name ? each.words : [`--${name}`, ...each.words.slice(1)]));
    if (name !== each.name) named.add(name);
  }
  return added;
}

function flagsOf(id: string, program: Program): Target['flags'] {
  return program.findCommand(id)?.flags ?? {};
}

/** Without the blanks between them; a sentence that follows is left out. */
function wordsAfter(text: string): string[] {
  const words: string[] = [];
  let rest = text;
  for (let match = WORD.exec(rest); match !== null; match = WORD.exec(rest)) {
    const [whole, word = ''] = match;
    words.push(word);
    rest = rest.slice(whole.length);
    if (/^[.,;:)`?]/.test(rest)) break;
  }
  return words;
}

/** `PROJECT` in a message stands for the argument of this name. */
function positionsOf(
  command: {readonly args: object; readonly strict?: boolean | undefined},
  words: readonly string[],
): Map<string, string> {
  const names = Object.keys(command.args);
  return new Map(
    names.flatMap((name, at): [string, string][] => {
      const value = command.strict === false && at === names.length - 1 ? words.slice(at).join(' ') : words[at];
      return value === undefined || value === '' ? [] : [[name.toUpperCase(), value]];
    }),
  );
}

let running: {readonly command: GivenCommand; readonly program: Program} | null = null;

/** From now on messages are about this command; null: about none. */
export function announceCommand(command: GivenCommand, program: Program): void {
  running = {command, program};
}

/** For the start of a run: one process may have several runs, one after the other. */
export function forgetCommand(): void {
  running = null;
}

/** A message with the flags of the running command. */
export function withGivenFlags(text: string): string {
  return running === null ? text : withFlagsOf(text, running.command, running.program);
}
