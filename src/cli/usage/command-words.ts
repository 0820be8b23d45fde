import type {Interfaces} from '@oclif/core';

/** What lse asks oclif about the program; a manifest has it, so no command is loaded for it. */
export type Program = Pick<Interfaces.Config, 'bin' | 'commands' | 'findCommand'>;

/** `db:load` as a user writes it. */
export function wordsOfId(id: string): string {
  return id.replaceAll(':', ' ');
}

/**
 * The command that the first words name, and the words that follow it; null if they name none. The longest name wins, so
 * that `db access list` is not `db`.
 */
export function findCommandIn(
  words: readonly string[],
  program: Program,
): {readonly id: string; readonly rest: readonly string[]} | null {
  for (let count = words.length; count > 0; count -= 1) {
    const id = words.slice(0, count).join(':');
    if (program.findCommand(id) !== undefined) return {id, rest: words.slice(count)};
  }
  return null;
}
