import {BaseCommand} from '../../../cli/base-command.ts';
import {databaseUrlFlag} from '../../../cli/flags.ts';
import {readSettings} from '../../../cli/settings.ts';
import {openDatabase} from '../../../cli/sources.ts';
import type {IndexChange} from '../../../core/index-change.ts';
import {formatIndexChanges} from '../../../format/index-changes.ts';

export default class Create extends BaseCommand {
  static override summary = 'Create the two indexes of the reports.';
  static override description =
    'Creates runs_by_trace and runs_failing if they are missing. In PostgreSQL, programs that write wait until it is done; reports do not. Running it again changes nothing.';
  static override examples = [{description: 'After a large load', command: '<%= config.bin %> <%= command.id %>'}];
  static override enableJsonFlag = true;
  static override flags = {'database-url': databaseUrlFlag};

  protected override readonly ifInterrupted =
    'Each index is there whole or not at all. Go on with: lse db indexes create';

  async run(): Promise<{location: string; indexes: IndexChange[]}> {
    const {flags} = await this.parse(Create);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const indexes = await database.createIndexes();
    await this.print(formatIndexChanges(indexes, 'create'));
    return {location: database.location, indexes};
  }
}
