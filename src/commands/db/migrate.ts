import {Flags} from '@oclif/core';
import type {MigrationStep} from '../../backends/db/database.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag} from '../../cli/flags.ts';
import {missingIndexNotice} from '../../cli/missing-index-notice.ts';
import {readSettings} from '../../cli/settings.ts';
import {openDatabase} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';

export default class Migrate extends BaseCommand {
  static override summary = 'Create the schema of the database, or bring it up to date.';
  static override description =
    'Each migration runs in a transaction of its own under a lock, so that two callers do not get in the way of each other. Running it again changes nothing. A schema that is not what its version says is named, part by part.';
  static override examples = [
    {description: 'The embedded default, .lse/lse.db', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'A PostgreSQL server',
      command: '<%= config.bin %> <%= command.id %> --database-url postgres://lse@localhost/lse',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    repair: Flags.boolean({
      description: 'Make again what is missing or was changed, and holds no records.',
      default: false,
    }),
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'Migrations that were applied are kept, the one under way is undone. Go on with: lse db migrate';

  async run(): Promise<{location: string; applied: MigrationStep[]}> {
    const {flags} = await this.parse(Migrate);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const applied = await database.migrate({repair: flags.repair});
    await writeNotice(...missingIndexNotice(await database.missingIndexes()));
    const lines = applied.map(({version, name}) => `Applied migration ${version}: ${name}.\n`);
    await this.print(`${lines.join('')}The schema of ${escapeControlCharacters(database.location)} is up to date.\n`);
    return {location: database.location, applied};
  }
}
