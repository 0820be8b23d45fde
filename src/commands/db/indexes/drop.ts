import {BaseCommand} from '../../../cli/base-command.ts';
import {databaseUrlFlag} from '../../../cli/flags.ts';
import {readSettings} from '../../../cli/settings.ts';
import {openDatabase} from '../../../cli/sources.ts';
import type {IndexChange} from '../../../core/index-change.ts';
import {formatIndexChanges} from '../../../format/index-changes.ts';

export default class Drop extends BaseCommand {
  static override summary = 'Drop the two indexes of the reports.';
  static override description =
    'Drops runs_by_trace and runs_failing, never the primary key. Do it to load much at once, or to measure what they are worth. Reports print the same without them, only later. Running it again changes nothing.';
  static override examples = [{description: 'Before a large load', command: '<%= config.bin %> <%= command.id %>'}];
  static override enableJsonFlag = true;
  static override flags = {'database-url': databaseUrlFlag};

  protected override readonly ifInterrupted =
    'Each index is there whole or not at all. Go on with: lse db indexes drop';

  async run(): Promise<{location: string; indexes: IndexChange[]}> {
    const {flags} = await this.parse(Drop);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const indexes = await database.dropIndexes();
    await this.print(formatIndexChanges(indexes, 'drop'));
    return {location: database.location, indexes};
  }
}
