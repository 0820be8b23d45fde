import {CommandHelp, Help, type HelpSection} from '@oclif/core';
import {wordsOfId} from './command-words.ts';
import {exitCodes} from './exit-codes.ts';

/** oclif's help of a command, and what its exit codes mean. */
class ExitCodeHelp extends CommandHelp {
  protected override sections(): ReturnType<CommandHelp['sections']> {
    const sections = super.sections();
    const codes = exitCodes[wordsOfId(this.command.id)];
    if (codes === undefined) return sections;
    const at = sections.findIndex(({header}) => header === 'EXAMPLES');
    const generate = (): HelpSection[] => [{header: 'EXIT CODES', body: Object.entries(codes)}];
    return sections.toSpliced(at, 0, {header: 'EXIT CODES', generate});
  }
}

/** What oclif shows for `--help`; package.json names it. */
export class ProgramHelp extends Help {
  protected override CommandHelpClass = ExitCodeHelp;
}
