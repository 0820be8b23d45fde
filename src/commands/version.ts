import {BaseCommand} from '../cli/base-command.ts';

export default class Version extends BaseCommand {
  static override summary = 'Print the version.';
  static override description = 'Of lse, of the system and of Node. lse -v prints the same.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected override readonly ifInterrupted = 'Nothing was changed.';

  async run(): Promise<void> {
    await this.parse(Version);
    await this.print(`${this.config.userAgent}\n`);
  }
}
