import {BaseCommand} from '../cli/base-command.ts';

interface VersionResult {
  readonly version: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  readonly node: string;
}

export default class Version extends BaseCommand {
  static override summary = 'Print the version.';
  static override description = 'Of lse, of the system and of Node. lse -v prints the same.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override enableJsonFlag = true;

  protected override readonly ifInterrupted = 'Nothing was changed.';

  async run(): Promise<VersionResult> {
    await this.parse(Version);
    await this.print(`${this.config.userAgent}\n`);
    const {version, platform, arch} = this.config;
    return {version, platform: `${platform}-${arch}`, node: process.versions.node};
  }
}
