import type {Command} from '@oclif/core';
import {wordsOfId} from '../usage/command-words.ts';

/** What a shell offers as a value. */
export type Offer = 'nothing' | 'files' | 'directories' | readonly string[];

export interface CompletedFlag {
  /** With its dashes. */
  readonly name: string;
  readonly summary: string;
  /** Null: it takes no value. */
  readonly value: Offer | null;
}

/** A command, or the first words of several commands: then it has words that may follow, and no flags. */
export interface CompletedCommand {
  /** `db load`; empty for the program itself. */
  readonly name: string;
  readonly summary: string;
  readonly words: readonly CompletedWord[];
  readonly flags: readonly CompletedFlag[];
  readonly argument: Offer;
}

export interface CompletedWord {
  readonly word: string;
  readonly summary: string;
}

const HELP: CompletedFlag = {name: '--help', summary: 'Show the help of the command.', value: null};

/** Everything that a shell can complete, the shorter names first. */
export function completedCommands(
  commands: readonly Command.Cached[],
  topics: readonly {readonly name: string; readonly description?: string | undefined}[],
): CompletedCommand[] {
  const shown = commands.filter(({hidden}) => hidden !== true);
  const ids = new Set(['']);
  for (const {id} of shown) {
    const words = id.split(':');
    for (let count = 1; count <= words.length; count += 1) ids.add(words.slice(0, count).join(':'));
  }
  const byId = new Map(shown.map((command) => [command.id, command]));
  const aboutTopics = new Map(topics.map(({name, description}) => [name, description]));
  const summaryOf = (id: string): string => firstSentence(byId.get(id)?.summary ?? aboutTopics.get(id) ?? '');
  return [...ids].sort().map((id): CompletedCommand => {
    const command = byId.get(id);
    const words = [...ids]
      .filter((other) => other !== '' && other.slice(0, Math.max(0, other.lastIndexOf(':'))) === id)
      .sort()
      .map((other) => ({word: other.slice(other.lastIndexOf(':') + 1), summary: summaryOf(other)}));
    // `lse help` takes the names of commands; a shell completes only their first word.
    const isHelp = id === 'help';
    const first = [...ids].filter((other) => other !== '' && !other.includes(':')).sort();
    return {
      name: wordsOfId(id),
      summary: summaryOf(id),
      words,
      flags: [...(command === undefined ? [] : flagsOf(command)), HELP],
      argument: isHelp ? first : argumentOf(command),
    };
  });
}

function flagsOf({flags}: Command.Cached): CompletedFlag[] {
  return Object.entries(flags).flatMap(([name, flag]): CompletedFlag[] => {
    if (flag.hidden === true) return [];
    const summary = firstSentence(flag.summary ?? flag.description ?? '');
    if (flag.type === 'option') return [{name: `--${name}`, summary, value: offerOf(flag)}];
    const positive = {name: `--${name}`, summary, value: null};
    return flag.allowNo === true ? [positive, {name: `--no-${name}`, summary, value: null}] : [positive];
  });
}

/** The help says `DIR` or `FILE` for a value that names one. */
function offerOf({options, helpValue}: {readonly options?: readonly string[]; readonly helpValue?: unknown}): Offer {
  if (options !== undefined && options.length > 0) return options;
  if (helpValue === 'DIR') return 'directories';
  if (helpValue === 'FILE') return 'files';
  // `file|db` are options that lse checks, not oclif; `7d|2w` are examples.
  const named = typeof helpValue === 'string' && /^[a-z]+(?:\|[a-z]+)+$/.test(helpValue) ? helpValue.split('|') : null;
  return named ?? 'nothing';
}

function argumentOf(command: Command.Cached | undefined): Offer {
  const [argument] = Object.values(command?.args ?? {});
  if (argument?.options !== undefined) return argument.options;
  return argument !== undefined && /^(?:source|file|report)$/.test(argument.name) ? 'files' : 'nothing';
}

/** A shell shows one line. */
function firstSentence(text: string): string {
  return (/^.*?\.(?= |$)/s.exec(text)?.[0] ?? text).replace(/\.$/, '').replaceAll(/\s+/g, ' ');
}
