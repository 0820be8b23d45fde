import {BaseCommand} from '../../../cli/base-command.ts';
import {databaseUrlFlag} from '../../../cli/flags.ts';
import {readSettings} from '../../../cli/settings.ts';
import {openDatabase} from '../../../cli/sources.ts';
import type {AccessList} from '../../../core/database-access.ts';
import {formatAccessList} from '../../../format/database-access.ts';

export default class List extends BaseCommand {
  static override summary = 'Say which role of PostgreSQL may read and write which project.';
  static override description =
    'The owner of the table runs sees every role, also those that have rights on the table and see no row. Another role sees only its own projects.';
  static override examples = [
    {description: 'The configured database', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'For another program', command: '<%= config.bin %> <%= command.id %> --json'},
  ];
  static override enableJsonFlag = true;
  static override flags = {'database-url': databaseUrlFlag};

  protected override readonly ifInterrupted = 'Nothing was changed. See again with: lse db access list';

  async run(): Promise<AccessList & {location: string}> {
    const {flags} = await this.parse(List);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const access = await database.listAccess();
    await this.print(formatAccessList(database.location, access));
    return {location: database.location, ...access};
  }
}
