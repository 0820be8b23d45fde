import {Args} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {bashScript} from '../cli/completion/bash.ts';
import {completedCommands} from '../cli/completion/completed-command.ts';
import {fishScript} from '../cli/completion/fish.ts';
import {zshScript} from '../cli/completion/zsh.ts';

const scripts = {bash: bashScript, zsh: zshScript, fish: fishScript} as const;
const shells = Object.keys(scripts) as (keyof typeof scripts)[];

export default class Completion extends BaseCommand {
  static override summary = 'Print a script that completes commands and flags in a shell.';
  static override description =
    'Load the script whenever a shell starts. For bash add this line to ~/.bashrc: source <(lse completion bash). For zsh add this line to ~/.zshrc, behind compinit: source <(lse completion zsh). For fish write it once: lse completion fish > ~/.config/fish/completions/lse.fish. The script knows the commands of this version: fish needs it again after an update.';
  static override examples = [
    {description: 'In the shell that runs now', command: 'source <(<%= config.bin %> <%= command.id %> bash)'},
    {
      description: 'In fish, for good',
      command: '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/lse.fish',
    },
  ];
  static override args = {
    shell: Args.string({description: 'The shell.', required: true, options: shells}),
  };

  static override baseFlags = {};

  protected override readonly ifInterrupted = 'Nothing was changed.';

  async run(): Promise<void> {
    const {args} = await this.parse(Completion);
    const {commands, topics} = this.config;
    await this.print(scripts[args.shell as keyof typeof scripts](completedCommands(commands, topics)));
  }
}
