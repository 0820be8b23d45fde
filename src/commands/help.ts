import {Args, loadHelpClass} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {unknownCommand} from '../cli/usage/unknown-command.ts';

export default class HelpCommand extends BaseCommand {
  static override summary = 'Show the help of a command.';
  static override description = 'The same as the command with --help or -h. Without a command it lists all of them.';
  static override examples = [
    {description: 'All commands', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'One command', command: '<%= config.bin %> <%= command.id %> report compare'},
  ];
  static override strict = false;
  static override args = {command: Args.string({description: 'The words of the command.'})};

  static override baseFlags = {};

  protected override readonly ifInterrupted = 'Nothing was changed.';

  async run(): Promise<void> {
    const {argv} = await this.parse(HelpCommand);
    const words = argv.map(String);
    const id = words.join(':');
    const isKnown = words.length === 0 || this.config.findCommand(id) !== undefined || this.config.findTopic(id);
    if (!isKnown) throw unknownCommand(words, this.config);
    const Help = await loadHelpClass(this.config);
    await new Help(this.config, this.config.pjson.oclif.helpOptions).showHelp(words);
  }
}
