import {accessNotice} from '../../cli/access-notice.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag} from '../../cli/flags.ts';
import {missingIndexNotice} from '../../cli/missing-index-notice.ts';
import {readSettings} from '../../cli/settings.ts';
import {openDatabase} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import type {StoreStatus} from '../../core/record-store.ts';
import {formatStoreStatus} from '../../format/store-status.ts';

export default class Status extends BaseCommand {
  static override summary = 'Say what is in the database.';
  static override description =
    'Prints the schema version, the rows, traces and projects, the range of dates and the size on disk.';
  static override examples = [
    {description: 'The configured database', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'For another program', command: '<%= config.bin %> <%= command.id %> --json'},
  ];
  static override enableJsonFlag = true;
  static override flags = {'database-url': databaseUrlFlag};

  protected override readonly ifInterrupted = 'Nothing was changed. Ask again with: lse db status';

  async run(): Promise<StoreStatus & {location: string}> {
    const {flags} = await this.parse(Status);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const status = await database.status();
    await writeNotice(...accessNotice(null, status.visibleProjects), ...missingIndexNotice(status.missingIndexes));
    await this.print(formatStoreStatus(database.location, status));
    return {location: database.location, ...status};
  }
}
