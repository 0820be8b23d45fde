import type {Hook} from '@oclif/core';
import {writeNotice} from './terminal.ts';

/** What oclif calls where no command has the name: an error like all others, instead of its own look and exit code. */
const unknownCommand: Hook<'command_not_found'> = async ({id, config, context}) => {
  // Words that follow are part of the id, a URL among them cut at its colons; nothing from there on is shown.
  const name = id.replace(/(?:^|:)[^:]*:\/\/.*$/s, '').replaceAll(':', ' ');
  await writeNotice(`Error: There is no command '${name}'. See: ${config.bin} --help`);
  context.exit(1);
};

export default unknownCommand;
